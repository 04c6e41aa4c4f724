"""The commands against moto, a simulation of AWS that others wrote: real HTTP, real boto3, `AWS_ENDPOINT_URL`.

What moto (5.2.5) does not know is in `UNKNOWN_TO_MOTO`. The simulated account of bks answers the calls about
service-specific credentials in its place, so that the commands can be run whole; everything else is moto's.
What moto answers differently from AWS:
- the caller has the ARN of a user with the service name of sts, and no path;
- the caller may do everything: no call is denied;
- a new organization does not have service control policies enabled, as after `create-organization` in AWS;
- an operation that it does not know is a page of HTML with status 500.
Further differences are in `tests/demo/services/test_contract.py`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from moto.cloudtrail.responses import CloudTrailResponse
from moto.core.utils import camelcase_to_underscores
from moto.iam.responses import IamResponse
from moto.organizations.responses import OrganizationsResponse
from moto.sts.responses import TokenResponse

from bks_tui.core.permissions import PERMISSIONS
from bks_tui.operations.response import run as respond_run
from tests.cli.conftest import Bks
from tests.support.moto_server import MotoServer, moto_server
from tests.support.simulated import PHANTOM

POLICY = "1-block-all-keys"
HANDLERS = {
    "cloudtrail": CloudTrailResponse,
    "iam": IamResponse,
    "organizations": OrganizationsResponse,
    "sts": TokenResponse,
}
# Of the calls of bks to these services.
UNKNOWN_TO_MOTO = {
    "cloudtrail:LookupEvents",
    "iam:DeleteServiceSpecificCredential",
    "iam:GenerateServiceLastAccessedDetails",
    "iam:GetServiceLastAccessedDetails",
    "iam:ListServiceSpecificCredentials",
    "iam:SimulatePrincipalPolicy",
    "iam:UpdateServiceSpecificCredential",
}
# One server for all of them.
pytestmark = pytest.mark.xdist_group("moto")


@pytest.fixture(scope="module")
def served() -> Iterator[MotoServer]:
    """moto, which takes a second to start."""
    with moto_server() as served:
        yield served


@pytest.fixture
def moto(served: MotoServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[MotoServer]:
    """An empty account in the place of AWS; every request to it must fit botocore's model."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", served.url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE000000001")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "invented")
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(time=time.time, sleep=lambda _seconds: None))
    monkeypatch.setattr(respond_run, "_PAUSES_SECONDS", (0.0, 0.001))
    served.reset()
    yield served
    assert served.broken == []


@pytest.fixture
def leaked(moto: MotoServer) -> Any:
    """The IAM of an account with a phantom user that has an API key and an access key."""
    iam = moto.client("iam")
    iam.create_user(UserName=PHANTOM)
    iam.create_access_key(UserName=PHANTOM)
    moto.credentials.add_user(PHANTOM)
    moto.credentials.add_api_key(PHANTOM)
    return iam


@pytest.fixture
def organization(moto: MotoServer) -> Any:
    """The organizations of a management account in which service control policies are enabled."""
    organizations = moto.client("organizations")
    organizations.create_organization(FeatureSet="ALL")
    root = organizations.list_roots()["Roots"][0]["Id"]
    organizations.enable_policy_type(RootId=root, PolicyType="SERVICE_CONTROL_POLICY")
    return organizations


def statuses_of_access_keys(iam: Any) -> list[str]:
    return [key["Status"] for key in iam.list_access_keys(UserName=PHANTOM)["AccessKeyMetadata"]]


def attached(organizations: Any) -> list[str]:
    root = organizations.list_roots()["Roots"][0]["Id"]
    found = organizations.list_policies_for_target(TargetId=root, Filter="SERVICE_CONTROL_POLICY")["Policies"]
    return [policy["Name"] for policy in found if not policy["AwsManaged"]]


@pytest.mark.usefixtures("leaked")
def test_a_scan_is_complete(bks: Bks) -> None:
    outcome = bks("scan", "--json")
    document = json.loads(outcome.stdout)
    (user,) = document["phantom_users"]
    assert (outcome.code, document["scan_metadata"]["complete"]) == (0, True)
    assert (user["username"], user["status"]) == (PHANTOM, "AT RISK")


def test_a_scan_of_an_organization_assumes_the_role_of_each_account(
    organization: Any, moto: MotoServer, bks: Bks
) -> None:
    organization.create_account(AccountName="shop", Email="shop@example.com")
    outcome = bks("scan", "--org")
    assert (outcome.code, moto.calls.count("sts:AssumeRole")) == (0, 1)


def test_a_containment_is_verified_and_its_release_restores_what_was(leaked: Any, bks: Bks) -> None:
    contained = bks("revoke-key", PHANTOM, "--contain", "--force")
    during = statuses_of_access_keys(leaked), leaked.list_user_policies(UserName=PHANTOM)["PolicyNames"]
    released = bks("release", PHANTOM, "--force")
    after = statuses_of_access_keys(leaked), leaked.list_user_policies(UserName=PHANTOM)["PolicyNames"]
    assert (contained.code, released.code) == (0, 0)
    assert (during, after) == ((["Inactive"], ["bks-containment"]), (["Active"], []))


def test_a_revoked_api_key_is_gone(leaked: Any, moto: MotoServer, bks: Bks) -> None:
    assert bks("revoke-key", PHANTOM, "--force").code == 0
    assert moto.credentials.users[PHANTOM].credentials == []
    assert statuses_of_access_keys(leaked) == ["Inactive"]


def test_a_cleanup_deletes_the_user_and_its_undo_creates_it_again(moto: MotoServer, bks: Bks) -> None:
    iam = moto.client("iam")
    iam.create_group(GroupName="builders")
    iam.create_user(UserName=PHANTOM, Tags=[{"Key": "owner", "Value": "ana"}])
    iam.add_user_to_group(GroupName="builders", UserName=PHANTOM)
    moto.credentials.add_user(PHANTOM)
    held = ("--include-held", "group")
    cleaned = bks("cleanup", "--user", PHANTOM, "--min-age", "0h", "--force", "--json", *held)
    users = iam.list_users()["Users"]
    (operation,) = json.loads(bks("journal", "list", "--json").stdout)["operations"]
    undone = bks("journal", "undo", operation["operation_id"], "--force")
    assert (cleaned.code, users, undone.code) == (0, [], 0)
    assert iam.get_user(UserName=PHANTOM)["User"]["Tags"] == [{"Key": "owner", "Value": "ana"}]
    assert [group["GroupName"] for group in iam.list_groups_for_user(UserName=PHANTOM)["Groups"]] == ["builders"]


def test_a_service_control_policy_is_attached_and_detached(organization: Any, bks: Bks) -> None:
    applied = bks("scp", "apply", POLICY, "--target", "root", "--force")
    during = attached(organization)
    removed = bks("scp", "remove", POLICY, "--target", "root", "--force")
    assert (applied.code, during) == (0, [f"bks-{POLICY}"])
    assert (removed.code, attached(organization)) == (0, [])


@pytest.mark.usefixtures("leaked")
def test_a_timeline_says_that_the_events_could_not_be_read(bks: Bks) -> None:
    outcome = bks("timeline", PHANTOM, "--region", "us-east-1", "--json")
    (gap,) = json.loads(outcome.stdout)["gaps"]
    assert (outcome.code, gap["source"]) == (3, "cloudtrail:LookupEvents")


# A new version of moto that knows one of these lets the tests above cover more.
def test_the_calls_that_moto_does_not_know_are_the_ones_listed() -> None:
    actions = {action for calls in PERMISSIONS.values() for action in calls}
    known = {f"{service}:{name}" for service, handler in HANDLERS.items() for name in dir(handler)}
    of_handlers = {action for action in actions if action.partition(":")[0] in HANDLERS}
    assert {action for action in of_handlers if _as_a_method(action) not in known} == UNKNOWN_TO_MOTO


def _as_a_method(action: str) -> str:
    service, _, name = action.partition(":")
    return f"{service}:{camelcase_to_underscores(name)}"
