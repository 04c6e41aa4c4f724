"""The short name of a subject, as the footer shows it."""

from __future__ import annotations

import pytest

from bks_tui.tui.main_screen.short_name import short_name


@pytest.mark.parametrize(
    ("name", "others", "short"),
    [
        ("BedrockAPIKey-q7zf", (), "q7zf"),
        ("AeaApiKey-p3lw", ("BedrockAPIKey-q7zf",), "p3lw"),
        ("BedrockAPIKey-q7zf", ("AeaApiKey-q7zf",), "Bedro…y-q7zf"),
        ("BedrockAPIKey-q7zf", ("q7zf",), "Bedro…y-q7zf"),
        ("ci-deploy", (), "ci-deploy"),
        ("backup-operator", (), "backu…erator"),
        ("BedrockAPIKey-", (), "Bedro…APIKey-"),
        ("", (), ""),
        ("a\x1b[31m", (), r"a\x1b[31m"),
    ],
)
def test_a_name_is_shortened_to_what_is_unique_and_never_too_long(
    name: str, others: tuple[str, ...], short: str
) -> None:
    got = short_name(name, {name, *others})
    assert len(got) <= 12
    assert (got == short) or (got[:3], got[-3:]) == (short[:3], short[-3:])
