"""Attach a service control policy to a root, OU or account, and detach it again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bks_tui.core.account.account import Account
from bks_tui.core.account.bks_command import bks_command
from bks_tui.core.account.organization_tree import OrganizationNodeKind, OrganizationTarget
from bks_tui.core.errors import NothingToDoError, UsageError
from bks_tui.core.evidence import Known, Unread
from bks_tui.core.harmless import safe_name
from bks_tui.core.iam.labels import ATTACHED
from bks_tui.core.iam.policy_document import document_state
from bks_tui.core.prevention.coverage import Organization, OrganizationPolicy, attached_name
from bks_tui.core.prevention.policies import MOST_ATTACHED, POLICY_TYPE, ServiceControlPolicy, find_policy
from bks_tui.core.response.change_kinds import Parameters
from bks_tui.core.response.changes import FROM_FACTS, Change, ObservedState, State, Step
from bks_tui.core.response.organization_kinds import AT_THE_TARGET, ORGANIZATION_KINDS, POLICY
from bks_tui.core.response.plan import ExecutionMode, Plan, PlanKind, Subject, SubjectKind
from bks_tui.core.response.requests import PolicyRequest

_MOST_NAMED = 5
_WIDELY = "All accounts below it, for everyone; workloads that use a key fail at once."


def target_facts(account: Account, organization: Organization, target_id: str) -> ObservedState:
    """The state that matters for a policy at a target: all policies, their ids, and which are attached there."""
    known = {"account": account.account_id, "organization": organization.organization_id}
    known["service control policies"] = "enabled" if organization.enabled else "not enabled"
    target = organization.find(target_id)
    if target:
        known["target"] = target.described
    unread = {}
    for policy in organization.policies:
        known[_id_label(policy.name)] = policy.policy_id
        if isinstance(policy.content, Known):
            known[_content_label(policy.name)] = document_state(policy.content.value)
        else:
            unread[_content_label(policy.name)] = str(policy.content)
        if isinstance(policy.attached_to, Unread):
            unread[_place_label(policy.name)] = str(policy.attached_to)
        elif target_id in policy.attached_to.value:
            known[_place_label(policy.name)] = ATTACHED
    return ObservedState(known, unread)


def _id_label(name: str) -> str:
    return f"id of policy {name}"


def _content_label(name: str) -> str:
    return f"{POLICY}{name}"


def _place_label(name: str) -> str:
    return f"{AT_THE_TARGET}{name}"


def _change(operation: str, parameters: Parameters, label: str, requires: State) -> Change:
    return ORGANIZATION_KINDS[f"organizations:{operation}"].change(parameters, (requires,), label)


def plan_prevention(request: PolicyRequest, account: Account, organization: Organization) -> Plan:
    """Attach or detach a policy. Raises UsageError if that is impossible, NothingToDoError if it is already so."""
    policy, target = find_policy(request.policy_name), _target(request, account, organization)
    steps = tuple(
        _removal(policy, target, organization)
        if request.remove
        else _attachment(policy, target, organization, bks_command(account, "scp", "diff", policy.name))
    )
    where = target.described
    title = f"Detach {policy.name} from {where}" if request.remove else f"Attach {policy.name} to {where}"
    attached = ", ".join(each.name for each in _attached(policy, target, organization))
    if request.remove and attached != attached_name(policy):
        # Anyone can give a policy any name: what is detached is named as it is in the organization.
        title = f"{title}, where it is {attached}"
    left = f"the policy {attached} itself, and its other attachments"
    return Plan(
        title=title,
        kind=PlanKind.PREVENT,
        order=ExecutionMode.SEQUENTIAL,
        # With the id: the journal must identify the target whatever the person called it.
        request=replace(request, target_id=target.target_id),
        account=account,
        subject=Subject(SubjectKind.TARGET, target.name, f"{where} ({target.target_id})", target.target_id),
        facts=target_facts(account, organization, target.target_id),
        steps=steps,
        leaves=(left if request.remove else policy.purpose.leaves,),
    )


def _target(request: PolicyRequest, account: Account, organization: Organization) -> OrganizationTarget:
    target = organization.find(request.target_id) or _named_target(request, account, organization)
    if target.target_id == organization.management_account_id:
        raise UsageError(
            f"{target.target_id} is the management account, to which service control policies do not apply",
            "Keep no users there; attach the policy to the root or an OU for all other accounts.",
        )
    if not organization.enabled:
        raise UsageError(
            "service control policies are not enabled in this organization",
            "Enable them first: aws organizations enable-policy-type --policy-type SERVICE_CONTROL_POLICY --root-id …",
        )
    return target


def _named_target(request: PolicyRequest, account: Account, organization: Organization) -> OrganizationTarget:
    """The only root, OU or account with this name: anyone in an account may have given it the name of another."""
    found = organization.named_targets(request.target_id)
    if len(found) == 1:
        return found[0]
    name = safe_name(request.target_id)
    if found:
        candidates = ", ".join(f"{each.kind.value} {each.target_id}" for each in found[:_MOST_NAMED])
        more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
        raise UsageError(f"{len(found)} targets are named {name}: {candidates}{more}", "Give the id of one of them.")
    raise UsageError(
        f"the organization has no root, OU or account {name}",
        f"'{bks_command(account, 'scp', 'status')}' shows the targets.",
    )


def _attachment(
    policy: ServiceControlPolicy, target: OrganizationTarget, organization: Organization, diff: str
) -> Iterator[Step]:
    same, named = organization.same(policy), organization.named(policy)
    if target.target_id in organization.attached_target_ids(policy):
        raise NothingToDoError(f"{policy.name} is already attached to {target.described}")
    if named and not named.has_content_of(policy):
        yield _update(policy, named, diff)
        same = named
        if isinstance(named.attached_to, Known) and target.target_id in named.attached_to.value:
            return
    if organization.attached_at(target.target_id) >= MOST_ATTACHED:
        raise UsageError(
            f"{target.described} already has {MOST_ATTACHED} policies attached, the maximum",
            "Detach one, or attach this one to an OU above or below.",
        )
    if same is None:
        yield _creation(policy)
    yield _attach(same.name if same else attached_name(policy), same, policy, target)


def _creation(policy: ServiceControlPolicy) -> Step:
    name = attached_name(policy)
    parameters = {"Name": name, "Description": policy.description, "Type": POLICY_TYPE, "Content": policy.minified}
    result = document_state(policy.content)
    label = _content_label(name)
    deletion = _change("DeletePolicy", {"PolicyId": f"{FROM_FACTS}{_id_label(name)}"}, label, result)
    return Step(
        title=f"Create the policy {name}",
        change=_change("CreatePolicy", parameters, label, None),
        why=policy.description,
        breaks="",
        undo=(deletion,),
    )


def _update(policy: ServiceControlPolicy, named: OrganizationPolicy, diff: str) -> Step:
    before = named.content
    if isinstance(before, Unread):
        raise UsageError(f"the content of the policy {named.name} could not be read: {before}")
    label, result = _content_label(named.name), document_state(policy.content)
    places = (
        named.attached_to.value if isinstance(named.attached_to, Known) else ("attachments that could not be read",)
    )
    back = _change("UpdatePolicy", {"PolicyId": named.policy_id, "Content": before.value}, label, result)
    return Step(
        title=f"Update the content of the policy {named.name}",
        change=_change(
            "UpdatePolicy",
            {"PolicyId": named.policy_id, "Content": policy.minified},
            label,
            document_state(before.value),
        ),
        why=f"A policy with this name exists with other content: '{diff}' shows the difference.",
        breaks=f"It changes everywhere it is attached: {', '.join(places) or 'nowhere yet'}.",
        undo=(back,),
    )


def _attach(
    name: str, same: OrganizationPolicy | None, policy: ServiceControlPolicy, target: OrganizationTarget
) -> Step:
    parameters = {
        "PolicyId": same.policy_id if same else f"{FROM_FACTS}{_id_label(name)}",
        "TargetId": target.target_id,
    }
    label = _place_label(name)
    return Step(
        title=f"Attach {name} to {target.described}",
        change=_change("AttachPolicy", parameters, label, None),
        why=policy.description,
        breaks="The account, for everyone." if target.kind is OrganizationNodeKind.ACCOUNT else _WIDELY,
        undo=(_change("DetachPolicy", parameters, label, ATTACHED),),
    )


def _attached(
    policy: ServiceControlPolicy, target: OrganizationTarget, organization: Organization
) -> list[OrganizationPolicy]:
    return [
        each
        for each in organization.policies
        if (each.has_content_of(policy) or each.name == attached_name(policy))
        and isinstance(each.attached_to, Known)
        and target.target_id in each.attached_to.value
    ]


def _removal(policy: ServiceControlPolicy, target: OrganizationTarget, organization: Organization) -> Iterator[Step]:
    found = _attached(policy, target, organization)
    if not found:
        above = organization.coverage(policy)[target.target_id]
        inherited = f"; {above}" if above else ""
        raise NothingToDoError(f"{policy.name} is not attached to {target.described} itself{inherited}")
    for each in found:
        parameters, label = {"PolicyId": each.policy_id, "TargetId": target.target_id}, _place_label(each.name)
        yield Step(
            title=f"Detach {each.name} from {target.described}",
            change=_change("DetachPolicy", parameters, label, ATTACHED),
            why="The policy is not wanted there any more.",
            breaks="Everything that it denied is allowed again at once.",
            undo=(_change("AttachPolicy", parameters, label, None),),
        )
