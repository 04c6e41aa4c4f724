"""Rules on the context of any call: who made it, from where, with what, and whether it was denied."""

from __future__ import annotations

from bks_tui.core.detection import matchers as when
from bks_tui.core.detection import signal as techniques
from bks_tui.core.detection.matchers import all_of, by_target
from bks_tui.core.detection.signal import Rule, Severity, rule

CIRCUMSTANCE_RULES: tuple[Rule, ...] = (
    rule(
        "new-address",
        "New source address",
        Severity.MEDIUM,
        techniques.CLOUD_ACCOUNTS,
        "The same identity used other addresses before.",
        lambda sighting: sighting.new_address,
    ),
    rule(
        "new-client",
        "New user agent",
        Severity.LOW,
        techniques.CLOUD_ACCOUNTS,
        "The same identity used another program or system before; versions are ignored.",
        lambda sighting: sighting.new_client,
    ),
    rule(
        "denied",
        "Denied",
        Severity.MEDIUM,
        techniques.CLOUD_ACCOUNTS,
        "Denied calls reveal the attacker's intent.",
        when.denied,
    ),
    rule(
        "root",
        "Root user",
        Severity.HIGH,
        techniques.CLOUD_ACCOUNTS,
        "No policy in the account restricts the root user, and no daily task needs it.",
        when.by_root,
    ),
    rule(
        "console-login",
        "Login to the console",
        Severity.HIGH,
        techniques.CLOUD_ACCOUNTS,
        "A password was used, not an API key.",
        when.logged_in,
    ),
    rule(
        "console-use",
        "Console used by the target",
        Severity.MEDIUM,
        techniques.CLOUD_ACCOUNTS,
        "A user that was created for an API key does not need the console.",
        all_of(by_target, when.by_user, when.from_console),
    ),
    rule(
        "bearer-token",
        "Called with an API key",
        Severity.LOW,
        techniques.ALTERNATE_AUTHENTICATION,
        "Anyone who has the key can make this call from anywhere.",
        when.with_bearer_token,
    ),
)
