"""A rating in words: the grade, the calls that show it, and what each statement contributes."""

from __future__ import annotations

import pytest

from bks_tui.core.document import BulletList, Tone
from bks_tui.core.iam.rating import RatedPolicy, rate
from bks_tui.core.iam.rating_section import contribution, rating_blocks, rating_line
from tests.support.policies import allow, aws, boundary, deny, on, unread, written

OFFICE = on("IpAddress", aws__SourceIp="192.0.2.0/24")


@pytest.mark.parametrize(
    ("policies", "sentence", "tone"),
    [
        ((), "none: none of what bks rates", Tone.PLAIN),
        ((aws("AmazonBedrockLimitedAccess"),), "spend by the hour: start what costs money by the hour", Tone.WARNING),
        ((aws("IAMFullAccess"),), "administer: give itself any permission", Tone.DANGER),
        ((unread(),), "unknown: at least none, at most administer", Tone.WARNING),
    ],
)
def test_the_grade_is_one_line(policies: tuple[RatedPolicy, ...], sentence: str, tone: Tone) -> None:
    line = rating_line(rate(policies))
    assert (line.label, line.value, line.tone) == ("could", sentence, tone)


@pytest.mark.parametrize(
    ("policies", "words"),
    [
        ([written(allow("bedrock:InvokeModel"))], ["allows invoke"]),
        ([written(allow("s3:*"))], ["allows nothing that is rated"]),
        ([written(deny("s3:*"))], ["denies nothing that is rated"]),
        (
            [written(allow("iam:*"), deny("iam:*"))],
            [
                "allows nothing: administer is denied, or outside of the boundary",
                "denies calls of reach IAM, administer",
            ],
        ),
        (
            [written(allow("*")), boundary(allow("bedrock:InvokeModel"))],
            ["allows invoke; administer is denied, or outside of the boundary", "the boundary leaves invoke"],
        ),
        (
            [written(allow("bedrock:InvokeModel", **OFFICE))],
            [
                "allows unknown, at least none, at most invoke "
                "(unknown condition operator IpAddress could not be interpreted)"
            ],
        ),
    ],
)
def test_what_a_statement_contributes_is_in_words(policies: list[RatedPolicy], words: list[str]) -> None:
    assert [contribution(each) for each in rate(policies).statements] == words


def test_the_calls_the_gaps_and_the_statements_are_listed() -> None:
    rating = rate([aws("AmazonBedrockMantleInferenceAccess"), unread(is_boundary=True)])
    lists = [block.texts for block in rating_blocks(rating) if isinstance(block, BulletList)]
    assert lists == [
        ("invoke, unknown: bedrock-mantle:CreateInference", "enable models, unknown: aws-marketplace:Subscribe"),
        ("unread: could not be read: iam:GetPolicyVersion denied",),
        (
            "AmazonBedrockMantleInferenceAccess, statement 1: allows unknown, at least none, at most invoke",
            "AmazonBedrockMantleInferenceAccess, statement 2: allows nothing that is rated",
            "AmazonBedrockMantleInferenceAccess, statement 3: allows unknown, at least none, at most enable models",
        ),
    ]


def test_many_calls_are_counted() -> None:
    calls = next(block for block in rating_blocks(rate([aws("IAMFullAccess")])) if isinstance(block, BulletList)).texts
    assert calls[-1] == (
        "administer: iam:AttachUserPolicy, iam:PutUserPolicy, iam:AttachGroupPolicy, iam:PutGroupPolicy and 5 more"
    )
