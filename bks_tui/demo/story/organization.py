"""The organization of the demo account: accounts that can be read, and one for each reason why one cannot."""

from __future__ import annotations

from bks_tui.core.account.member import DEFAULT_ROLE_NAME
from bks_tui.core.prevention.policies import find_policy
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.organization import SimulatedOrganization
from bks_tui.demo.story.user import Key, Password, StoryAccessKey, StoryUser, add_row

SHOP, PAYMENTS, PLAYGROUND = "222233334444", "333344445555", "444455556666"
TEAM_A, TEAM_B, AUDIT = "555566667777", "666677778888", "777788889999"

# The users of each account that has the role. There is none in payments, which was invited.
_MEMBERS = {
    SHOP: (
        StoryUser("BedrockAPIKey-s7ta", age=310, keys=(Key(lifetime=365),), tags={"owner": "shop-search"}),
        StoryUser("BedrockAPIKey-s8ku", age=420, access_keys=(StoryAccessKey(age=3, used=(0.3, "eu-west-1", "sts")),)),
        StoryUser("shop-assistant", age=150, keys=(Key(lifetime=180),), path="/service/"),
    ),
    PLAYGROUND: (
        StoryUser("BedrockAPIKey-p1gn", age=33),
        StoryUser("BedrockAPIKey-p2hr", age=61, keys=(Key(lifetime=90),), denied=("iam:GetLoginProfile",)),
    ),
    TEAM_A: (
        StoryUser("BedrockAPIKey-ta1x", age=700),
        StoryUser("BedrockAPIKey-ta2y", age=95, keys=(Key(lifetime=30, status="Expired"),)),
        StoryUser("BedrockAPIKey-ta3z", age=12, keys=(Key(),), password=Password(age=2)),
    ),
    AUDIT: (),
}


def add_organization(account: SimulatedAccount) -> None:
    """Make an account the management account of an organization, and add the accounts that it reaches."""
    account.organization = organization = _organization(account.account_id)
    for target in organization.accounts:
        rows = _MEMBERS.get(target.target_id)
        if rows is not None:
            account.members.add(_member(target.target_id, target.name, rows, account))


def _member(account_id: str, name: str, rows: tuple[StoryUser, ...], manager: SimulatedAccount) -> SimulatedAccount:
    member = SimulatedAccount(account_id, now=manager.now, alias=f"example-{name}")
    member.enabled_regions = manager.enabled_regions
    member.add_role(DEFAULT_ROLE_NAME)
    for row in rows:
        add_row(member, row)
    return member


def _organization(account_id: str) -> SimulatedOrganization:
    """An organization three OUs deep, in which policies that prevent new keys are attached to some OUs only."""
    organization = SimulatedOrganization(account_id)
    workloads = organization.add_unit("workloads", organization.root)
    production, sandbox = (organization.add_unit(name, workloads) for name in ("production", "sandbox"))
    teams = organization.add_unit("teams", sandbox)
    for member_id, name, parent in (
        (SHOP, "shop", production),
        (PAYMENTS, "payments", production),
        (PLAYGROUND, "playground", sandbox),
        (TEAM_A, "team-a", teams),
        (TEAM_B, "team-b", teams),
        (AUDIT, "audit", organization.root),
    ):
        organization.add_account(member_id, name, parent, "SUSPENDED" if member_id == TEAM_B else "ACTIVE")
    organization.add_policy("no-more-keys", find_policy("5-block").minified, production)
    # An old version: it does not deny keys without an expiry.
    outdated = find_policy("2-enforce").minified.replace("NumericGreaterThanIfExists", "NumericGreaterThan")
    organization.add_policy("bks-2-enforce-90day-max", outdated, sandbox)
    return organization
