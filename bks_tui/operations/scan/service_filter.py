"""Which users a scan is about: phantoms by name, and whoever holds an API key, of the services chosen."""

from __future__ import annotations

from dataclasses import dataclass

from bks_tui.core.errors import UsageError
from bks_tui.core.harmless import safe_name
from bks_tui.core.iam.user import ServiceSpecificCredential
from bks_tui.core.scan.findings import ScanOptions
from bks_tui.core.services import SERVICES, ApiKeyService, phantom_service


@dataclass(frozen=True, slots=True)
class ServiceFilter:
    """The API-key services to look for."""

    services: tuple[ApiKeyService, ...]

    def is_phantom(self, name: str) -> bool:
        """Whether a console of a chosen service names its users so."""
        return phantom_service(name) in self.services

    def is_held(self, credentials: tuple[ServiceSpecificCredential, ...]) -> bool:
        """Whether an API key of a chosen service is among them."""
        return any(credential.service in self.services for credential in credentials)


def select(options: ScanOptions) -> ServiceFilter:
    """The services that `options` name, or all. Raises UsageError for one that bks does not know."""
    known = {service.slug: service for service in SERVICES}
    unknown = sorted(set(options.services) - set(known))
    if unknown:
        # Looking for nothing would find nothing, and that must not look like good news.
        raise UsageError(
            f"no API-key service is called {', '.join(map(safe_name, unknown))}", f"There are: {', '.join(known)}."
        )
    return ServiceFilter(tuple(known[slug] for slug in options.services or known))
