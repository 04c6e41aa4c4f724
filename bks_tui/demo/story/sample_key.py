"""An API key of the demo account to paste, so that a newcomer can try a whole incident. It gives access to nothing."""

from __future__ import annotations

from base64 import b64encode

# The alias of the first API key of the leaked phantom user.
ALIAS = "BedrockAPIKey-q7zf-at-111122223333"

# As long as the secrets that AWS issues; readable, so that no one takes it for a real one.
SECRET = "ThisSecretIsInventedForTheDemoOfBksAndItOpensNothingAnywhere"  # noqa: S105 - invented


def sample_key() -> str:
    """A long-term Bedrock API key that decodes to the leaked user of the demo account. Show it in demo mode only."""
    return "ABSK" + b64encode(f"{ALIAS}:{SECRET}".encode()).decode("ascii")
