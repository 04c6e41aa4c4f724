"""Rules on how a call was made, whatever it was: by whom, from where, with what, and whether it was refused."""

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
        "The same identity came from elsewhere before.",
        lambda sighting: sighting.new_address,
    ),
    rule(
        "new-client",
        "New user agent",
        Severity.LOW,
        techniques.CLOUD_ACCOUNTS,
        "The same identity used another program or system before; versions do not count.",
        lambda sighting: sighting.new_client,
    ),
    rule(
        "denied",
        "Denied",
        Severity.MEDIUM,
        techniques.CLOUD_ACCOUNTS,
        "What is tried and refused shows what was wanted.",
        when.denied,
    ),
    rule(
        "root",
        "Root user",
        Severity.HIGH,
        techniques.CLOUD_ACCOUNTS,
        "No policy of the account restrains the root user, and no daily task needs it.",
        when.by_root,
    ),
    rule(
        "console-login",
        "Login to the console",
        Severity.HIGH,
        techniques.CLOUD_ACCOUNTS,
        "A password was used: this is no API key.",
        when.logged_in,
    ),
    rule(
        "console-use",
        "Console used by the target",
        Severity.MEDIUM,
        techniques.CLOUD_ACCOUNTS,
        "A user for an API key has no business in the console.",
        all_of(by_target, when.by_user, when.from_console),
    ),
    rule(
        "bearer-token",
        "Called with an API key",
        Severity.LOW,
        techniques.ALTERNATE_AUTHENTICATION,
        "Whoever holds the key can make this call from anywhere.",
        when.with_bearer_token,
    ),
)
