"""The matrix of panes and actions: the subject of each action, or why it cannot run. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pytest

from bks_tui.core.account.account import ApiCall
from bks_tui.core.cloudtrail.target import parse_target, target_of_access_key, target_of_key, target_of_user
from bks_tui.core.keys.decode import decode
from bks_tui.core.keys.decoded_key import DecodedKey, MalformedKey
from bks_tui.core.response.requests import CleanUpRequest, RevokeRequest
from bks_tui.core.scan.findings import Finding
from bks_tui.core.scan.ownership import Ownership, find_owner
from bks_tui.tui.action import READ_ONLY_REASON, Action, Scope, why_disabled
from bks_tui.tui.actions import ACTIONS
from bks_tui.tui.main_screen.subject_actions import (
    Mode,
    situation_of,
    to_contain,
    to_delete,
    to_each,
    to_release,
    to_revoke,
)
from bks_tui.tui.main_screen.subjects import PaneSubject, Sight, subject_of
from bks_tui.tui.response.intents import MOST_AT_ONCE, Ask, BatchAction, DenySigner, Disabled, Release, UserAsk
from bks_tui.tui.scan.detail_items import DetailItem, DetailItemKind
from tests.support.events import an_event, role_identity, user_identity
from tests.support.keys import long_term_key, query, service_called, short_term_key
from tests.support.users import ACCOUNT_ID, NOW, access_key, an_account, api_key, finding, user

ANA, BEN, CARL = "BedrockAPIKey-aaaa", "BedrockAPIKey-bbbb", "BedrockAPIKey-cccc"
CREDENTIALS = {ANA: "ACCAEXAMPLE0000000AAA", BEN: "ACCAEXAMPLE0000000BBB"}
BENS_ACCESS_KEY = "AKIAEXAMPLE000000BBB"
ROLE_ARN = f"arn:aws:sts::{ACCOUNT_ID}:assumed-role/Deployer/deploy-17"
BEDROCK = service_called("bedrock")
MODE = Mode(read_only=False, connected=True, has_gaps=True, has_orphans=True)


def holder(name: str) -> Finding:
    """A phantom with one API key."""
    keys = (api_key(CREDENTIALS[name], made_for=name),)
    access_keys = (access_key(BENS_ACCESS_KEY),) if name == BEN else ()
    return finding(user(name, service_credentials=keys, access_keys=access_keys))


# Carl is an orphan, the only one that can be deleted.
USERS = {each.user.name: each for each in (holder(ANA), holder(BEN), finding(user(CARL, service_credentials=())))}


def decoded(text: str) -> DecodedKey | MalformedKey:
    """The one key of a text."""
    found = decode(text, NOW)
    return found.keys[0] if found.keys else found.malformed[0]


def key_of(name: str, account_id: str = ACCOUNT_ID) -> DecodedKey:
    key = decoded(long_term_key(f"{name}-at-{account_id}"))
    assert isinstance(key, DecodedKey)
    return key


def signed_with(access_key_id: str) -> DecodedKey:
    key = decoded(short_term_key(BEDROCK, query(BEDROCK, access_key_id, session_token=None)))
    assert isinstance(key, DecodedKey)
    return replace(key, account_id=ACCOUNT_ID)


def owner_of(key: DecodedKey) -> Ownership:
    return find_owner(key, ACCOUNT_ID, tuple(USERS.values()))


def event_by(identity: Mapping[str, object]) -> Sight:
    return replace(SIGHT, event=an_event(identity=identity))


# Each pane is about somebody else, so that a mix-up shows.
SIGHT = Sight(
    an_account(),
    USERS,
    owner_of,
    NOW,
    selected=USERS[CARL],
    decoded=key_of(BEN),
    target=target_of_user(ANA, ACCOUNT_ID),
    call=ApiCall(NOW, "iam:ListUsers", "us-east-1", 40, "ok", 0),
)
MARKED = (USERS[ANA], USERS[CARL])
ANAS_KEY, BENS_SIGNED = key_of(ANA), signed_with(BENS_ACCESS_KEY)


@dataclass(frozen=True)
class Row:
    """A pane in a state, and what its actions are about: a user or an Ask, or a piece of the reason why not."""

    pane: str
    sight: Sight
    user: str
    timeline: str
    contain: Ask | tuple[UserAsk, ...] | str
    revoke: Ask | tuple[UserAsk, ...] | str
    release: Ask | str
    delete: Ask | tuple[UserAsk, ...] | str
    copies: bool = True
    # Where a report is not on what a timeline is of.
    reports: str = ""

    @property
    def report(self) -> str:
        return self.reports or self.timeline


def whole(name: str, *, deletes: bool = False) -> RevokeRequest:
    return RevokeRequest(name, delete_keys=deletes, allow_ordinary_user=True)


def one_key(name: str, *, deletes: bool = False) -> RevokeRequest:
    return replace(whole(name, deletes=deletes), only_key=CREDENTIALS[name], keep_access_keys=True)


def each(of_ana: Ask | Disabled, of_carl: Ask | Disabled) -> tuple[UserAsk, ...]:
    return UserAsk(ANA, of_ana), UserAsk(CARL, of_carl)


def about_carl(pane: str, sight: Sight = SIGHT) -> Row:
    deletion = CleanUpRequest(CARL)
    return Row(pane, sight, CARL, CARL, whole(CARL), whole(CARL, deletes=True), Release(CARL), deletion)


def about_ana(pane: str, sight: Sight) -> Row:
    revoke = whole(ANA, deletes=True)
    return Row(pane, sight, ANA, ANA, whole(ANA), revoke, Release(ANA), f"{ANA} is not an ORPHANED")


def about_key(pane: str, sight: Sight, name: str) -> Row:
    return Row(
        pane,
        sight,
        name,
        f"{name}-at-{ACCOUNT_ID}",
        one_key(name),
        one_key(name, deletes=True),
        Release(CREDENTIALS[name]),
        f"{name} is not an ORPHANED",
    )


def one_access_key(name: str, access_key_id: str) -> RevokeRequest:
    return RevokeRequest(name, only_access_key=access_key_id, delete_keys=False, allow_ordinary_user=True)


def of_held(pane: str, sight: Sight, timeline: str, contain: Ask, revoke: Ask | str, key_id: str) -> Row:
    """A key of Ben that IAM lists, and nothing else of Ben."""
    return Row(pane, sight, BEN, timeline, contain, revoke, Release(key_id), "a key is selected, not its user")


def none(pane: str, sight: Sight, why: str, *, timeline: str = "", copies: bool = True) -> Row:
    return Row(pane, sight, why, timeline or why, why, why, why, why, copies)


TOO_MANY = "101 users are marked, and at most 100 can be confirmed at once"
ROWS = {
    "users": about_carl("users"),
    "detail": about_carl("detail"),
    "detail beside marks": about_carl("detail", replace(SIGHT, marked=MARKED)),
    "users with marks": Row(
        "users",
        replace(SIGHT, marked=MARKED),
        "it works for one user, and 2 are marked",
        "it works for one user, and 2 are marked",
        each(whole(ANA), whole(CARL)),
        each(whole(ANA, deletes=True), whole(CARL, deletes=True)),
        "it works for one user, and 2 are marked",
        each(Disabled(f"{ANA} is not an ORPHANED phantom user; bks deletes no others"), CleanUpRequest(CARL)),
        reports=f"{ANA} {CARL}",
    ),
    "users with marks of which none can be deleted": Row(
        "users",
        replace(SIGHT, marked=MARKED[:1]),
        "it works for one user, and 1 is marked",
        "it works for one user, and 1 is marked",
        (UserAsk(ANA, whole(ANA)),),
        (UserAsk(ANA, whole(ANA, deletes=True)),),
        "it works for one user, and 1 is marked",
        f"{ANA} is not an ORPHANED",
        reports=ANA,
    ),
    "more marks than anybody reads": Row(
        "users",
        replace(SIGHT, marked=tuple(MARKED[0] for _ in range(MOST_AT_ONCE + 1))),
        "it works for one user, and 101 are marked",
        "it works for one user, and 101 are marked",
        TOO_MANY,
        TOO_MANY,
        "it works for one user, and 101 are marked",
        TOO_MANY,
        reports=TOO_MANY,
    ),
    "detail with an API key selected": of_held(
        "detail",
        replace(SIGHT, selected=USERS[BEN], item=DetailItem(DetailItemKind.API_KEY, CREDENTIALS[BEN])),
        f"{BEN}-at-{ACCOUNT_ID}",
        one_key(BEN),
        one_key(BEN, deletes=True),
        CREDENTIALS[BEN],
    ),
    "detail with an access key selected": of_held(
        "detail",
        replace(SIGHT, selected=USERS[BEN], item=DetailItem(DetailItemKind.ACCESS_KEY, BENS_ACCESS_KEY)),
        BENS_ACCESS_KEY,
        one_access_key(BEN, BENS_ACCESS_KEY),
        "bks deactivates an access key and does not delete it",
        BENS_ACCESS_KEY,
    ),
    "detail with a policy selected": replace(
        about_carl("detail"), sight=replace(SIGHT, item=DetailItem(DetailItemKind.INLINE, "team"))
    ),
    "detail with a key selected that is gone": none(
        "detail", replace(SIGHT, item=DetailItem(DetailItemKind.API_KEY, "ACCAGONE")), "not listed", copies=False
    ),
    "list while a key is selected in the detail": replace(
        about_carl("users"), sight=replace(SIGHT, item=DetailItem(DetailItemKind.API_KEY, "ACCAGONE"))
    ),
    "timeline of an access key": of_held(
        "timeline",
        replace(SIGHT, target=target_of_access_key(BENS_ACCESS_KEY, ACCOUNT_ID)),
        BENS_ACCESS_KEY,
        one_access_key(BEN, BENS_ACCESS_KEY),
        "bks deactivates an access key and does not delete it",
        BENS_ACCESS_KEY,
    ),
    "timeline of an access key that nobody in the list holds": none(
        "timeline",
        replace(SIGHT, target=target_of_access_key("AKIAEXAMPLE000000ZZZ", ACCOUNT_ID)),
        "is not an IAM user in the list",
        timeline="AKIAEXAMPLE000000ZZZ",
    ),
    "timeline of the alias of a key": of_held(
        "timeline",
        replace(SIGHT, target=parse_target(f"{BEN}-at-{ACCOUNT_ID}", NOW)),
        f"{BEN}-at-{ACCOUNT_ID}",
        one_key(BEN),
        one_key(BEN, deletes=True),
        CREDENTIALS[BEN],
    ),
    "timeline of a user": about_ana("timeline", SIGHT),
    "timeline of a key": about_key(
        "timeline", replace(SIGHT, target=target_of_key(ANAS_KEY), target_key=ANAS_KEY), ANA
    ),
    "timeline of a session": none(
        "timeline",
        replace(SIGHT, target=parse_target(ROLE_ARN, NOW)),
        "is not an IAM user in the list",
        timeline=ROLE_ARN,
    ),
    "timeline that was not read": none(
        "timeline", replace(SIGHT, target=None), "no timeline has been read", copies=False
    ),
    "decoder": about_key("decoder", SIGHT, BEN),
    "decoder of a key signed by an access key": Row(
        "decoder",
        replace(SIGHT, decoded=BENS_SIGNED),
        BEN,
        BENS_ACCESS_KEY,
        DenySigner(BENS_SIGNED),
        "a short-term key cannot be deleted",
        Release(BENS_SIGNED),
        f"{BEN} is not an ORPHANED",
    ),
    "decoder of an orphan's key": Row(
        "decoder",
        replace(SIGHT, decoded=key_of(CARL)),
        CARL,
        f"{CARL}-at-{ACCOUNT_ID}",
        "has no key with this alias",
        "has no key with this alias",
        Release(CARL),
        CleanUpRequest(CARL),
    ),
    "decoder of a stranger's key": none(
        "decoder", replace(SIGHT, decoded=key_of("eve", "999988887777")), "belongs to account 999988887777"
    ),
    "decoder of a key that nobody holds": none(
        "decoder", replace(SIGHT, decoded=key_of("dora")), "No listed user", timeline=f"dora-at-{ACCOUNT_ID}"
    ),
    "decoder of a malformed key": none(
        "decoder", replace(SIGHT, decoded=decoded("ABSKxxxx")), "malformed", copies=False
    ),
    "empty decoder": none("decoder", replace(SIGHT, decoded=None), "nothing has been decoded", copies=False),
    "empty list": none("users", replace(SIGHT, selected=None), "no user is selected", copies=False),
    "calls": none("calls", SIGHT, "an AWS call of bks is selected"),
    "calls before the first": none("calls", replace(SIGHT, call=None), "no call is selected", copies=False),
    "event of a user": about_ana("event", event_by(user_identity(ANA, accountId=ACCOUNT_ID))),
    "event of a session": none(
        "event",
        event_by(role_identity(arn=ROLE_ARN, accountId=ACCOUNT_ID)),
        "deploy-17 (session of Deployer) is a role session",
        timeline=ROLE_ARN,
    ),
    "event of a user that is not listed": none(
        "event", event_by(user_identity("dora", accountId=ACCOUNT_ID)), "dora is not in the list", timeline="dora"
    ),
    "event of a namesake in another account": none(
        "event",
        event_by(user_identity(ANA, accountId="999988887777")),
        "of another account",
        timeline=f"CloudTrail cannot be searched for {ANA}",
    ),
}


def asked(subject: PaneSubject, action: BatchAction, alone: Callable[[PaneSubject], object]) -> object:
    """What an action asks of the subject, or of each of the marked users."""
    return to_each(subject, action, MODE) if subject.marked else alone(subject)


OUTCOMES: Mapping[str, Callable[[PaneSubject], object]] = {
    "contain": lambda subject: asked(subject, BatchAction.CONTAIN, to_contain),
    "revoke": lambda subject: asked(subject, BatchAction.REVOKE, to_revoke),
    "release": to_release,
    "delete": lambda subject: asked(subject, BatchAction.DELETE, lambda one: to_delete(one, MODE.minimum_age_hours)),
    "show_owner": lambda subject: subject.user_name,
    "show_timeline": lambda subject: subject.target and subject.target.text,
    "save_report": lambda subject: (
        " ".join(each.user.name for each in subject.marked) or (subject.target and subject.target.text)
    ),
    "copy": lambda subject: "",
    "console": lambda subject: "",
}
COLUMNS = {"show_owner": "user", "show_timeline": "timeline", "save_report": "report"}
ABOUT = [action for action in ACTIONS if action.is_about_the_subject]
EVERYWHERE = [action for action in ACTIONS if action.scope is Scope.APP]


def subject_in(row: Row) -> PaneSubject:
    return subject_of(row.pane, row.sight)


def test_the_matrix_has_a_column_for_every_action_that_is_about_the_subject() -> None:
    assert {action.id for action in ABOUT} == set(OUTCOMES)


@pytest.mark.parametrize("action", ABOUT, ids=lambda action: action.id)
@pytest.mark.parametrize("pane", ROWS)
def test_each_action_is_about_the_subject_of_its_pane_or_says_why_not(pane: str, action: Action) -> None:
    row = ROWS[pane]
    subject = subject_in(row)
    why = why_disabled(action, situation_of(subject, MODE))
    if action.id == "copy":
        assert (why is None) is row.copies
        return
    if action.id == "console":
        # Which page it is, or why there is none, is in the tests of links.
        assert why is None
        return
    expected = getattr(row, COLUMNS.get(action.id, action.id))
    if why is None:
        assert OUTCOMES[action.id](subject) == expected
    else:
        assert expected in why


@pytest.mark.parametrize("action", EVERYWHERE, ids=lambda action: action.id)
def test_an_action_that_is_disabled_says_why_in_every_pane(action: Action) -> None:
    nobody = Mode(read_only=False, connected=False, has_gaps=False, has_orphans=False)
    for row in ROWS.values():
        situation = situation_of(subject_in(row), nobody)
        assert why_disabled(action, situation) != ""
        assert (why_disabled(action, situation) is None) is not bool(action.needs & situation.missing.keys())


@pytest.mark.parametrize("pane", ROWS)
def test_in_read_only_mode_nothing_writes_whatever_the_subject(pane: str) -> None:
    situation = situation_of(subject_in(ROWS[pane]), replace(MODE, read_only=True))
    dangerous = [action for action in EVERYWHERE if action.dangerous]
    assert {why_disabled(one, situation) for one in dangerous if not one.shows_plan} == {READ_ONLY_REASON}
    # What shows its plan is refused there, with the same reason; see `tests/tui/response/test_read_only.py`.
    assert {one.id for one in dangerous if one.shows_plan} == {"contain", "revoke", "release", "delete"}


@pytest.mark.parametrize("action", BatchAction)
def test_in_read_only_mode_nothing_is_asked_of_the_marked_users_either(action: BatchAction) -> None:
    asks = to_each(subject_in(ROWS["users with marks"]), action, replace(MODE, read_only=True))
    assert asks == Disabled(READ_ONLY_REASON)


@pytest.mark.parametrize("name", ["filter_status", "sort"])
@pytest.mark.parametrize("pane", ROWS)
def test_the_list_is_changed_only_where_it_is_focused(pane: str, name: str) -> None:
    action = next(one for one in EVERYWHERE if one.name == name)
    why = why_disabled(action, situation_of(subject_in(ROWS[pane]), MODE))
    assert (why is None) is (ROWS[pane].pane == "users")


@pytest.mark.parametrize("pane", ROWS)
def test_what_was_decoded_is_dismissed_only_where_it_is_focused(pane: str) -> None:
    action = next(one for one in EVERYWHERE if one.name == "dismiss_decoded")
    row = ROWS[pane]
    why = why_disabled(action, situation_of(subject_in(row), MODE))
    assert (why is None) is (row.pane == "decoder" and row.sight.decoded is not None)


def test_without_a_connection_there_is_nothing_to_ask_aws_for() -> None:
    situation = situation_of(subject_in(ROWS["users"]), replace(MODE, connected=False))
    reasons = {action.id: why_disabled(action, situation) for action in ABOUT}
    assert [name for name, why in reasons.items() if why is None] == ["copy", "console", "show_owner"]


def test_the_title_distinguishes_a_key_from_its_user() -> None:
    assert subject_in(ROWS["decoder"]).title == f"key of {BEN}"
    assert subject_in(ROWS["users"]).title == CARL


def test_the_title_of_a_selected_key_names_the_key_and_its_user() -> None:
    subject = subject_in(ROWS["detail with an access key selected"])
    assert (subject.name, subject.title) == (BENS_ACCESS_KEY, f"access key {BENS_ACCESS_KEY} of {BEN}")
