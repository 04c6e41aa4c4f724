"""Rules on the context of any call: who made it, from where, with what, and whether it was denied."""

from __future__ import annotations

from bks_tui.core.cloudtrail.event import ActorKind
from bks_tui.core.detection import signal as techniques
from bks_tui.core.detection.calls import BY_TARGET, DENIED, NOT_FOR_API_KEYS, SUCCEEDED
from bks_tui.core.detection.conditions import (
    CLIENT,
    BearerToken,
    By,
    ByPhantomOf,
    ByService,
    Call,
    Comparison,
    Distinct,
    Field,
    FromConsole,
    LongTermAccessKey,
    Not,
    all_of,
    any_of,
    attempted,
    called,
)
from bks_tui.core.detection.signal import Rule, Severity, rule

MANY_ADDRESSES = 3
_HOUR = 3600

# Programs that are no SDK of AWS.
_HTTP_LIBRARY = Field(
    "userAgent",
    Comparison.STARTS_WITH,
    # aiohttp calls itself `Python/3.11 aiohttp/3.9`.
    ("python-requests", "python-httpx", "httpx", "aiohttp", "python/", "curl", "axios", "node-fetch"),
)

CONTEXT_RULES: tuple[Rule, ...] = (
    rule(
        "new-address",
        "New source address",
        Severity.MEDIUM,
        techniques.CLOUD_ACCOUNTS,
        "The same identity used other addresses before.",
        Distinct(Not(ByService()), "sourceIPAddress", at_least=2),
    ),
    rule(
        "new-client",
        "New user agent",
        Severity.LOW,
        techniques.CLOUD_ACCOUNTS,
        "The same identity used another program or system before; versions are ignored.",
        Distinct(Not(ByService()), CLIENT, at_least=2),
    ),
    rule(
        "denied",
        "Denied",
        Severity.MEDIUM,
        techniques.CLOUD_ACCOUNTS,
        "Denied calls reveal the attacker's intent.",
        DENIED,
    ),
    rule(
        "many-addresses",
        "Many source addresses",
        Severity.MEDIUM,
        techniques.CLOUD_ACCOUNTS,
        f"{MANY_ADDRESSES} or more addresses of one identity in an hour: the credential is shared, or used by proxy.",
        Distinct(Not(ByService()), "sourceIPAddress", at_least=MANY_ADDRESSES, seconds=_HOUR),
    ),
    rule(
        "http-library",
        "HTTP library instead of an AWS SDK",
        Severity.LOW,
        techniques.CLOUD_ACCOUNTS,
        "Keys are often tried and resold with scripts; some applications use such a library too.",
        all_of(_HTTP_LIBRARY, any_of(BearerToken(), LongTermAccessKey())),
    ),
    rule(
        "console-imitated",
        "Console call or browser with an access key",
        Severity.MEDIUM,
        techniques.CLOUD_ACCOUNTS,
        "The console signs with temporary keys: a program imitates it.",
        all_of(
            LongTermAccessKey(),
            any_of(
                attempted("bedrock", "PutFoundationModelEntitlement"),
                Field("userAgent", Comparison.STARTS_WITH, ("Mozilla/", "[Mozilla/")),
            ),
        ),
    ),
    rule(
        "other-credential",
        "Call that API keys do not work for",
        Severity.HIGH,
        techniques.CLOUD_ACCOUNTS,
        "The phantom user has another credential, such as an access key or a password.",
        all_of(Call("bedrock", NOT_FOR_API_KEYS), ByPhantomOf("bedrock"), SUCCEEDED, Not(BearerToken())),
    ),
    rule(
        "root",
        "Root user",
        Severity.HIGH,
        techniques.CLOUD_ACCOUNTS,
        "No policy in the account restricts the root user, and no daily task needs it.",
        all_of(By(ActorKind.ROOT), Not(ByService())),
    ),
    rule(
        "console-login",
        "Login to the console",
        Severity.HIGH,
        techniques.CLOUD_ACCOUNTS,
        "A password was used, not an API key.",
        called("signin", "ConsoleLogin"),
    ),
    rule(
        "console-use",
        "Console used by the target",
        Severity.MEDIUM,
        techniques.CLOUD_ACCOUNTS,
        "A user that was created for an API key does not need the console.",
        all_of(FromConsole(), BY_TARGET, By(ActorKind.USER)),
    ),
    rule(
        "bearer-token",
        "Called with an API key",
        Severity.LOW,
        techniques.ALTERNATE_AUTHENTICATION,
        "Anyone who has the key can make this call from anywhere.",
        BearerToken(),
    ),
)
