"""An API key of the demo account to paste, so that a newcomer can try a whole incident. It opens nothing."""

from __future__ import annotations

from base64 import b64encode

# The alias of the first API key of the leaked phantom user.
ALIAS = "BedrockAPIKey-q7zf-at-111122223333"

# As long as the secrets that AWS issues, and it says what it is.
SECRET = "ThisSecretIsInventedForTheDemoOfBksAndItOpensNothingAnywhere"  # noqa: S105


def sample_key() -> str:
    """A long-term Bedrock API key that decodes to the leaked user of the demo account. Show it in demo mode only."""
    return "ABSK" + b64encode(f"{ALIAS}:{SECRET}".encode()).decode("ascii")
