"""Checks of the settings that botocore reads, before AWS is called: errors name the setting.

botocore ignores some wrong values silently and fails at others with an error that names neither the variable nor
the key. No value is repeated: a URL may contain a password.
"""

from __future__ import annotations

import ipaddress
import os
import re
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

from botocore.utils import get_environ_proxies

from bks_tui.aws.credentials.provider_errors import unusable_file
from bks_tui.core.errors import ServiceError

# Why a value cannot be used; None where it can.
_Flaw: TypeAlias = Callable[[str], "str | None"]

_REGION = re.compile(r"[a-z0-9][a-z0-9-]{0,62}", re.IGNORECASE)
# The services that bks calls, and those that botocore calls for credentials.
_SERVICES = ("IAM", "STS", "CLOUDTRAIL", "EC2", "ORGANIZATIONS", "SSO", "SSO_OIDC", "SIGNIN")


@dataclass(frozen=True)
class _Setting:
    """The environment variables of a setting, its key in a profile, and its check."""

    variables: tuple[str, ...]
    key: str | None
    flaw: _Flaw


def _one_of(*allowed: str) -> _Flaw:
    return lambda value: None if value.lower() in allowed else f"must be one of {', '.join(allowed)}"


def _whole_number(value: str) -> str | None:
    return None if re.fullmatch(r"[1-9]\d{0,8}", value) else "must be a whole number, 1 or more"


def _region(value: str) -> str | None:
    return None if _REGION.fullmatch(value) else "is not the name of a Region"


def _url(value: str) -> str | None:
    try:
        parts = urlsplit(value)
        is_url = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        is_url = False
    return None if is_url and not re.search(r"\s", value) else "is not an http:// or https:// URL"


def _certificates(value: str) -> str | None:
    path = Path(value)
    try:
        if path.is_dir():
            return None
        ssl.create_default_context(cafile=value)
    except ssl.SSLError:
        return "names a file that contains no certificates in PEM format"
    except OSError as error:
        return f"names a file that cannot be read: {(error.strerror or 'unknown reason').lower()}"
    return None


_BOOLEAN = _one_of("true", "false")
_SETTINGS = (
    _Setting(("AWS_REGION", "AWS_DEFAULT_REGION"), "region", _region),
    _Setting(("AWS_ENDPOINT_URL",), "endpoint_url", _url),
    *(_Setting((f"AWS_ENDPOINT_URL_{service}",), None, _url) for service in _SERVICES),
    _Setting(("AWS_CA_BUNDLE",), "ca_bundle", _certificates),
    _Setting(("REQUESTS_CA_BUNDLE",), None, _certificates),
    _Setting(("AWS_MAX_ATTEMPTS",), "max_attempts", _whole_number),
    _Setting(("AWS_RETRY_MODE",), "retry_mode", _one_of("legacy", "standard", "adaptive")),
    _Setting(("AWS_STS_REGIONAL_ENDPOINTS",), "sts_regional_endpoints", _one_of("legacy", "regional")),
    _Setting(("AWS_USE_FIPS_ENDPOINT",), "use_fips_endpoint", _BOOLEAN),
    _Setting(("AWS_USE_DUALSTACK_ENDPOINT",), "use_dualstack_endpoint", _BOOLEAN),
    _Setting(("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",), "ignore_configured_endpoint_urls", _BOOLEAN),
    _Setting(
        ("AWS_DEFAULTS_MODE",),
        "defaults_mode",
        _one_of("legacy", "standard", "in-region", "cross-region", "mobile", "auto"),
    ),
    _Setting(("AWS_METADATA_SERVICE_TIMEOUT",), "metadata_service_timeout", _whole_number),
    _Setting(("AWS_METADATA_SERVICE_NUM_ATTEMPTS",), "metadata_service_num_attempts", _whole_number),
    _Setting(("AWS_EC2_METADATA_SERVICE_ENDPOINT",), "ec2_metadata_service_endpoint", _url),
    _Setting(
        ("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",), "ec2_metadata_service_endpoint_mode", _one_of("ipv4", "ipv6")
    ),
    _Setting(
        ("AWS_ACCOUNT_ID_ENDPOINT_MODE",), "account_id_endpoint_mode", _one_of("preferred", "disabled", "required")
    ),
    _Setting(
        ("AWS_REQUEST_CHECKSUM_CALCULATION",),
        "request_checksum_calculation",
        _one_of("when_supported", "when_required"),
    ),
    _Setting(
        ("AWS_RESPONSE_CHECKSUM_VALIDATION",),
        "response_checksum_validation",
        _one_of("when_supported", "when_required"),
    ),
    _Setting(("AWS_DISABLE_REQUEST_COMPRESSION",), "disable_request_compression", _BOOLEAN),
)


def require_usable(profile: str | None, configured: Mapping[str, object], *, region_is_chosen: bool) -> None:
    """Raise ServiceError for the first setting that cannot be used. `configured` is what the profile sets.

    If a person chose the Region, the Region settings are not checked.
    """
    for setting in _SETTINGS:
        if region_is_chosen and setting.key == "region":
            continue
        variable = next((name for name in setting.variables if os.environ.get(name)), None)
        value = os.environ[variable] if variable else configured.get(setting.key or "")
        if not value:
            continue
        flaw = setting.flaw(value) if isinstance(value, str) else "must be a single value"
        if flaw:
            raise _unusable(variable or f"{setting.key} of the profile {profile or 'default'}", flaw)


def require_readable(files: Mapping[str, str]) -> None:
    """Raise NoCredentialsError for a file that exists but cannot be read. `files` are paths by what sets them.

    botocore treats such a file as empty.
    """
    for name, text in files.items():
        path = Path(text).expanduser()
        try:
            if text == os.devnull or not path.exists():
                continue
            if not path.is_file():
                raise unusable_file(name, "is not a file")
            path.open("rb").close()
        except OSError as error:
            raise unusable_file(name, f"cannot be read: {(error.strerror or 'unknown reason').lower()}") from None


def profile_variable() -> str | None:
    """The environment variable that names the profile, if one does."""
    return next((name for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE") if name in os.environ), None)


def require_usable_proxy(url: str) -> None:
    """Raise ServiceError where the proxy for `url` is not a URL."""
    scheme = urlsplit(url).scheme
    proxies = get_environ_proxies(url)
    proxy = proxies.get(scheme) or proxies.get("all")
    if proxy and _url(proxy if "//" in proxy else f"http://{proxy}"):
        raise _unusable(proxy_variable(url), "is not the URL of a proxy")


def proxy_variable(url: str) -> str:
    """The environment variable that names the proxy for `url`."""
    scheme = urlsplit(url).scheme or "https"
    names = (f"{scheme}_proxy", f"{scheme.upper()}_PROXY", "all_proxy", "ALL_PROXY")
    return next((name for name in names if os.environ.get(name)), f"{scheme.upper()}_PROXY")


def plain_http_host(url: str) -> str | None:
    """The host of an endpoint on another machine that is called without encryption; None for all others."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    return None if parts.scheme != "http" or _is_loopback(host) else host


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _unusable(name: str, flaw: str) -> ServiceError:
    return ServiceError(f"AWS cannot be called with your configuration: {name} {flaw}", f"Correct or remove {name}.")
