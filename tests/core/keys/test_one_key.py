"""One key in a text stays one, however often it is repeated whole, shortened or redacted."""

from __future__ import annotations

import pytest

from bks_tui.core.errors import UsageError
from bks_tui.core.keys.decode import decode
from bks_tui.core.keys.one_key import one_key
from tests.support.keys import NOW, SHORT_TERM_SERVICES, long_term_key, pieces, query, short_term_key
from tests.support.secrets import SECRETS

KEY = SECRETS["API key"]
SHORT = SECRETS[f"short-term API key of {SHORT_TERM_SERVICES[0].slug}"]
OTHER = long_term_key("other-at-111122223333")

PLACEHOLDERS = (
    "# example: ABSK...your-key...",
    "ABSKxxxxxxxxxxxxxxxx",
    "ABSK********",
    "ABSK<your key>",
    "ABSK${KEY}",
    "ABSKexample",
    "AWS_BEARER_TOKEN_BEDROCK=ABSKQmVkcm9ja0FQSUtleS0=",
    "bedrock-api-key-…",
    "bedrock-api-key-YOUR_KEY",
)
COPIES = (
    *(lambda key, length=length: key[:length] for length in (20, 26, 32, 44, 60, 90, 120, -4, -1)),
    lambda key: f"{key[:20]}****",
    lambda key: f"{key[:24]}…",
    lambda key: f"{key[:24]}...",
    lambda key: f"{key[:28]}...{key[-4:]}",
    lambda key: f"{key[:30]}[REDACTED]",
    lambda key: f"{key[:33]}XXXXXXXX",
    lambda key: f"{key[:5]}***{key[-5:]}",
    lambda key: f"{key[:60]}\n{key[60:90]}",
    lambda key: key,
)


def places(key: str, other: str) -> tuple[str, ...]:
    """Texts with a key and something else, in both orders."""
    return (
        f"{key}\n{other}\n",
        f"{other}\n{key}\n",
        f"key: {key} ({other})",
        f'{{"match": "{key}", "redacted": "{other}"}}',
        f"+KEY={other}\n-KEY={key}\n",
    )


@pytest.mark.parametrize("key", [KEY, SHORT], ids=["long-term", "short-term"])
@pytest.mark.parametrize("placeholder", PLACEHOLDERS)
def test_a_placeholder_does_not_count(key: str, placeholder: str) -> None:
    (whole,) = decode(key, NOW).keys
    found = [one_key(text, NOW) for text in places(key, placeholder)]
    assert [each and each.fingerprint for each in found] == [whole.fingerprint] * len(found)


@pytest.mark.parametrize("key", [KEY, SHORT], ids=["long-term", "short-term"])
@pytest.mark.parametrize("copy", COPIES, ids=map(str, range(len(COPIES))))
def test_a_shortened_or_redacted_copy_is_the_same_key(key: str, copy: object) -> None:
    assert callable(copy)
    (whole,) = decode(key, NOW).keys
    found = [one_key(text, NOW) for text in places(key, copy(key))]
    assert [each and each.fingerprint for each in found] == [whole.fingerprint] * len(found)


@pytest.mark.parametrize(
    "other",
    [OTHER, OTHER[:60], OTHER[:30], long_term_key("BedrockAPIKey-ab12-at-210987654321"), SHORT],
    ids=["another", "the start of another", "less of another", "the same name and another secret", "a short-term key"],
)
def test_two_different_keys_are_refused(other: str) -> None:
    for text in places(KEY, other):
        with pytest.raises(UsageError, match="2 different API keys"):
            one_key(text, NOW)


def test_two_different_keys_are_named_by_alias_and_fingerprint_alone() -> None:
    prints = [key.fingerprint for key in decode(f"{KEY} {OTHER}", NOW).keys]
    with pytest.raises(UsageError) as refused:
        one_key(f"{KEY} {OTHER}", NOW)
    assert str(refused.value) == (
        "The text holds 2 different API keys: BedrockAPIKey-ab12-at-210987654321 with fingerprint "
        f"{prints[0]}, other-at-111122223333 with fingerprint {prints[1]}."
    )
    assert {piece for key in (KEY, OTHER) for piece in pieces(key) if piece in str(refused.value)} == set()


def test_of_many_keys_only_some_are_named() -> None:
    keys = " ".join(long_term_key(f"user{number}-at-111122223333") for number in range(20))
    with pytest.raises(UsageError, match=r"20 different API keys: user0-at.*user4-at.*, ….$"):
        one_key(keys, NOW)


@pytest.mark.parametrize("text", ["", "no key", "BedrockAPIKey-q7zf"])
def test_a_text_without_a_key_holds_none(text: str) -> None:
    assert one_key(text, NOW) is None


@pytest.mark.parametrize("placeholder", ["ABSK...your-key...", "ABSKQmVkcm9ja0FQSUtleS0="])
def test_a_placeholder_alone_is_explained(placeholder: str) -> None:
    with pytest.raises(UsageError, match=r"[Dd]ocumentation placeholder"):
        one_key(placeholder, NOW)


def test_a_shortened_key_alone_is_that_key_if_it_shows_its_user() -> None:
    found = one_key(KEY[:90], NOW)
    assert found
    assert found.user_name == "BedrockAPIKey-ab12"


def test_a_short_term_key_signed_by_another_is_another_key() -> None:
    service = SHORT_TERM_SERVICES[0]
    other = short_term_key(service, query(service, "ASIAINVENTED00000000"))
    with pytest.raises(UsageError, match="2 different API keys"):
        one_key(f"{SHORT} {other}", NOW)
