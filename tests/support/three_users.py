"""An account with three phantom users, and the requests that the app makes for them."""

from __future__ import annotations

from datetime import timedelta

from bks_tui.core.response.plan import Plan
from bks_tui.core.response.requests import Request, RevokeRequest
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.actors import IamUser, RoleSession
from tests.support.app import NOW, Person, small_account
from tests.support.keys import long_term_key

ANA, BEN, CARL = "BedrockAPIKey-aaaa", "BedrockAPIKey-bbbb", "BedrockAPIKey-cccc"
ANAS_KEY, BENS_KEY = (long_term_key(f"{name}-at-111122223333") for name in (ANA, BEN))


def three_users() -> SimulatedAccount:
    """Three phantoms; Carl is shown last, and a role and Ben did something to him."""
    account = small_account(ANA, BEN, CARL)
    of_carl = (("AWS::IAM::User", CARL),)
    account.record_event(
        "GetUser", "iam.amazonaws.com", when=NOW - timedelta(hours=2), actor=IamUser(BEN), resources=of_carl
    )
    account.record_event(
        "ListAccessKeys",
        "iam.amazonaws.com",
        when=NOW - timedelta(hours=1),
        actor=RoleSession("Deployer", "deploy-17"),
        resources=of_carl,
    )
    return account


def credential_id(account: SimulatedAccount, name: str) -> str:
    return account.users[name].credentials[0].credential_id


def proposed(person: Person) -> Request:
    """What the latest plan is for."""
    return person.learned(Plan)[-1].request


def whole(name: str) -> RevokeRequest:
    return RevokeRequest(name, delete_keys=False, allow_ordinary_user=True)


def one_key(account: SimulatedAccount, name: str) -> RevokeRequest:
    return RevokeRequest(
        name,
        only_key=credential_id(account, name),
        delete_keys=False,
        keep_access_keys=True,
        allow_ordinary_user=True,
    )


def title_of(person: Person, pane: str) -> str:
    """The title of a pane."""
    return next(line for line in person.lines if f" {pane} " in line).partition(f" {pane} ")[2]
