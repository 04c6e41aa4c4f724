"""The documents of the policies of a user, as the detail shows them."""

from __future__ import annotations

from bks_tui.core.evidence import Cause, Known, Unread
from bks_tui.core.iam.user import AttachedPolicy, InlinePolicy
from bks_tui.core.iam.user_policies import GroupPolicies, PolicyDocuments
from bks_tui.tui.scan.detail_items import DetailItem, DetailItemKind
from bks_tui.tui.scan.policy_sections import is_read, policy_sections
from tests.support.documents import text_of
from tests.support.users import user

TEAM = "arn:aws:iam::111122223333:policy/team"
INVOKE = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"bedrock:InvokeModel","Resource":"*"}]}'
DENIED = Unread(Cause.DENIED, "iam:GetPolicyVersion", "not authorized")
GROUP = GroupPolicies(Known((AttachedPolicy("team", TEAM),)), Known((InlinePolicy("own", Known(INVOKE)),)))

ATTACHED, BOUNDARY = (DetailItem(kind, TEAM) for kind in (DetailItemKind.ATTACHED, DetailItemKind.BOUNDARY))
INLINE = DetailItem(DetailItemKind.INLINE, "own")
MEMBERSHIP = DetailItem(DetailItemKind.GROUP, "developers")
SUBJECT = user(
    "ana",
    groups=("developers",),
    attached_policies=(AttachedPolicy("team", TEAM),),
    inline_policies=(InlinePolicy("own", Known(INVOKE)),),
)


def shown(item: DetailItem, documents: PolicyDocuments | None) -> str:
    return text_of(policy_sections(item, SUBJECT, documents))


def test_a_policy_is_shown_with_what_it_alone_allows() -> None:
    text = shown(ATTACHED, PolicyDocuments({TEAM: Known(INVOKE)}))
    assert "invoke models" in text
    assert '"Action": "bedrock:InvokeModel"' in text


def test_a_document_that_could_not_be_read_says_why_and_is_not_rated_as_harmless() -> None:
    text = shown(ATTACHED, PolicyDocuments({TEAM: DENIED}))
    assert "It could not be read: iam:GetPolicyVersion denied" in text
    assert "not authorized" in text
    assert "unknown" in text


def test_a_boundary_allows_nothing_by_itself() -> None:
    text = shown(BOUNDARY, PolicyDocuments({TEAM: Known(INVOKE)}))
    assert "allows nothing by itself" in text
    assert "could" not in text


def test_a_group_shows_all_its_policies() -> None:
    text = shown(MEMBERSHIP, PolicyDocuments({TEAM: DENIED}, {"developers": GROUP}))
    assert ("team" in text, "own" in text, "iam:GetPolicyVersion denied" in text) == (True, True, True)


def test_only_what_the_scan_has_not_read_is_read_now() -> None:
    read = PolicyDocuments({TEAM: DENIED}, {"developers": GROUP})
    nothing = PolicyDocuments()
    items = (ATTACHED, BOUNDARY, INLINE, MEMBERSHIP)
    assert [is_read(item, read) for item in items] == [True] * 4
    assert [is_read(item, nothing) for item in items] == [False, False, True, False]
    assert [is_read(item, None) for item in items] == [False, False, True, False]
    assert "Reading …" in shown(ATTACHED, None)
