"""The users that a scan is about: phantom users by name, and all users with an API key, of the chosen services."""

from __future__ import annotations

from dataclasses import dataclass

from bks_tui.core.errors import UsageError
from bks_tui.core.harmless import safe_name
from bks_tui.core.iam.user import ServiceSpecificCredential
from bks_tui.core.scan.findings import ScanOptions
from bks_tui.core.services import SERVICES, ApiKeyService, phantom_service, probable_phantom_service


@dataclass(frozen=True, slots=True)
class ServiceFilter:
    """The API-key services to look for."""

    services: tuple[ApiKeyService, ...]

    def is_phantom(self, name: str) -> bool:
        """Whether the console of a chosen service creates users with such a name, or probably does."""
        return (phantom_service(name) or probable_phantom_service(name)) in self.services

    def is_held(self, credentials: tuple[ServiceSpecificCredential, ...]) -> bool:
        """Whether an API key of a chosen service is among them."""
        return any(credential.service in self.services for credential in credentials)


def select(options: ScanOptions) -> ServiceFilter:
    """The services in `options`, or all. Raises UsageError for an unknown one."""
    known = {service.slug: service for service in SERVICES}
    unknown = sorted(set(options.services) - set(known))
    if unknown:
        # A search for nothing would find nothing, and that must not look like a good result.
        raise UsageError(
            f"no API-key service is called {', '.join(map(safe_name, unknown))}", f"Services: {', '.join(known)}."
        )
    return ServiceFilter(tuple(known[slug] for slug in options.services or known))
