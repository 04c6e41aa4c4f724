"""Create what Athena needs to query the logs of a trail, and delete what bks created of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bks_tui.core.account.account import Account
from bks_tui.core.athena.setup import AthenaSetup, TrailLogs, as_text
from bks_tui.core.athena.table import TableMetadata, mismatches
from bks_tui.core.athena.workgroup import Workgroup
from bks_tui.core.errors import NothingToDoError, UsageError
from bks_tui.core.response.athena_kinds import (
    ATHENA_KINDS,
    CREATED,
    CREATED_BY,
    DATABASE,
    NOT_OWN,
    TABLE,
    WORKGROUP,
    table_state,
    workgroup_state,
)
from bks_tui.core.response.change_kinds import Parameters
from bks_tui.core.response.changes import Change, ObservedState, State, Step
from bks_tui.core.response.plan import ExecutionMode, Plan, PlanKind, Subject, SubjectKind
from bks_tui.core.response.requests import AthenaRequest
from bks_tui.core.text import sanitize

IDENTITY = "Athena table"
# DeleteWorkGroup would delete them too.
_SAVED = ", with saved queries"


@dataclass(frozen=True, slots=True)
class AthenaNames:
    """Which table, in which database, with which workgroup, in which Region."""

    region: str
    database: str
    table: str
    workgroup: str

    @property
    def unique_id(self) -> str:
        """All of them as one text."""
        return "/".join((self.region, self.database, self.table, self.workgroup))

    @property
    def labels(self) -> tuple[str, str, str]:
        """How the facts call the database, the table and the workgroup."""
        return f"{DATABASE}{self.database}", f"{TABLE}{self.database}.{self.table}", f"{WORKGROUP}{self.workgroup}"


def names_of(subject: Subject, region: str) -> AthenaNames:
    """The names that a subject has, in a Region."""
    _, database, table, workgroup = (*subject.unique_id.split("/"), "", "", "")[:4]
    return AthenaNames(region, database, table, workgroup)


@dataclass(frozen=True, slots=True)
class AthenaEvidence:
    """What Athena has under these names: None is nothing. `tables` are all of the database.

    `has_saved_queries`: somebody saved queries in the workgroup.
    """

    names: AthenaNames
    database: str | None
    tables: tuple[str, ...]
    table: TableMetadata | None
    workgroup: Workgroup | None
    has_saved_queries: bool = False

    @property
    def other_tables(self) -> tuple[str, ...]:
        """The tables that share the database."""
        return tuple(sorted(name for name in self.tables if name != self.names.table))


def athena_facts(account: Account, evidence: AthenaEvidence) -> ObservedState:
    """What AWS says of the table and what belongs to it."""
    known = {"account": account.account_id, IDENTITY: evidence.names.unique_id}
    database, table, workgroup = evidence.names.labels
    if evidence.database is not None:
        known[database] = _database_state(evidence)
    if evidence.table is not None:
        metadata = evidence.table
        known[table] = table_state(metadata.columns, metadata.partitions, metadata.properties)
    if evidence.workgroup is not None:
        group = evidence.workgroup
        saved = _SAVED if evidence.has_saved_queries else ""
        known[workgroup] = f"{workgroup_state(group.description, group.cutoff, group.output)}{saved}"
    return ObservedState(known, {})


def _database_state(evidence: AthenaEvidence) -> str:
    if evidence.database != CREATED_BY:
        return NOT_OWN
    # DeleteDatabase would delete them too.
    return f"{CREATED}, with other tables" if evidence.other_tables else CREATED


def plan_setup(request: AthenaRequest, account: Account, evidence: AthenaEvidence, logs: TrailLogs) -> Plan:
    """Create what is missing. Raises UsageError where a name is taken, NothingToDoError where all is there."""
    setup = AthenaSetup(
        logs,
        request.database,
        request.table,
        request.workgroup,
        request.output,
        request.max_scan,
        account.account_id,
    )
    facts = athena_facts(account, evidence)
    steps = tuple(_creations(setup, facts, evidence))
    if not steps:
        raise NothingToDoError(f"{request.database}.{request.table} and the workgroup {request.workgroup} are set up")
    leaves = [f"the trail {sanitize(logs.trail)} and its files in s3://{logs.bucket}: bks only reads them"]
    leaves.append(f"results of queries: Athena stores them in {request.output}, and they stay there")
    if logs.kms_key_id:
        leaves.append(f"the files are encrypted with {sanitize(logs.kms_key_id)}: a query needs kms:Decrypt for it")
    return _plan(request, account, facts, evidence.names, f"Set up Athena for {logs.location}", steps, leaves)


def plan_removal(request: AthenaRequest, account: Account, evidence: AthenaEvidence) -> Plan:
    """Delete what bks created. Raises NothingToDoError where there is nothing of it."""
    facts = athena_facts(account, evidence)
    steps = tuple(_deletions(facts, evidence.names))
    leaves = list(_remaining(facts, evidence))
    if not steps:
        raise NothingToDoError(f"bks created nothing of {'; '.join(leaves) or request.database}")
    output = evidence.workgroup.output if evidence.workgroup else None
    leaves.append(f"results of queries in {sanitize(output or 'their bucket')}, the log files and the trail")
    return _plan(
        request, account, facts, evidence.names, f"Remove Athena's {request.database}.{request.table}", steps, leaves
    )


def _plan(
    request: AthenaRequest,
    account: Account,
    facts: ObservedState,
    names: AthenaNames,
    title: str,
    steps: tuple[Step, ...],
    leaves: list[str],
) -> Plan:
    name = f"{names.database}.{names.table}"
    return Plan(
        title=title,
        kind=PlanKind.ATHENA,
        order=ExecutionMode.SEQUENTIAL,
        request=request,
        account=account,
        subject=Subject(SubjectKind.TABLE, name, f"{name} in {names.region}", names.unique_id),
        facts=facts,
        steps=steps,
        leaves=tuple(leaves),
    )


def _change(operation: str, parameters: Parameters, label: str, requires: State) -> Change:
    return ATHENA_KINDS[operation].change(parameters, (requires,), label)


def _deletion(names: AthenaNames, label: str, state: State) -> Change:
    """What deletes the thing of this label."""
    operation, parameters = {
        names.labels[0]: ("glue:DeleteDatabase", {"Name": names.database}),
        names.labels[1]: ("glue:DeleteTable", {"DatabaseName": names.database, "Name": names.table}),
        names.labels[2]: ("athena:DeleteWorkGroup", {"WorkGroup": names.workgroup, "RecursiveDeleteOption": "true"}),
    }[label]
    return _change(operation, parameters, label, state)


def _creations(setup: AthenaSetup, facts: ObservedState, evidence: AthenaEvidence) -> Iterator[Step]:
    database, table, workgroup = evidence.names.labels
    configuration = as_text(setup.workgroup_configuration)
    wanted: Mapping[str, tuple[str, Parameters, str]] = {
        database: ("glue:CreateDatabase", {"DatabaseInput": as_text(setup.database_input)}, "The table needs one."),
        table: (
            "glue:CreateTable",
            {"DatabaseName": setup.database, "TableInput": as_text(setup.table_input)},
            f"It describes the log files below {setup.logs.location}, and contains none.",
        ),
        workgroup: (
            "athena:CreateWorkGroup",
            {"Name": setup.workgroup, "Description": CREATED_BY, "Configuration": configuration},
            f"It cancels a query that scans more than {setup.max_scan:,} bytes, and stores results in {setup.output}.",
        ),
    }
    for label, (operation, parameters, why) in wanted.items():
        change = _change(operation, parameters, label, None)
        found = facts.known.get(label)
        if found is None:
            undo = _deletion(evidence.names, label, change.result)
            yield Step(f"Create the {label}", change, why, "", (undo,))
        elif label == table or (label == workgroup and found != NOT_OWN):
            _require_same(label, found, change, evidence)


def _require_same(label: str, found: str, change: Change, evidence: AthenaEvidence) -> None:
    if found.removesuffix(_SAVED) == change.result:
        return
    if found != NOT_OWN:
        raise UsageError(
            f"the {label} was created by bks with other settings",
            "Remove it first with 'bks athena remove', or choose another name.",
        )
    reasons = "; ".join(mismatches(evidence.table)) if evidence.table else ""
    raise UsageError(
        f"the {label} exists and was not created by bks{f', and cannot be used: {reasons}' if reasons else ''}",
        "Choose another name with --table."
        if reasons
        else "It can be queried as it is: name it with --table, and your workgroup with --workgroup.",
    )


def _deletions(facts: ObservedState, names: AthenaNames) -> Iterator[Step]:
    database, table, workgroup = names.labels
    for label in (workgroup, table, database):
        found = facts.known.get(label)
        is_own = found == CREATED if label == database else (found or "").startswith(CREATED)
        if is_own and not (found or "").endswith(_SAVED):
            yield Step(
                f"Delete the {label}",
                _deletion(names, label, found),
                "bks created it.",
                "Queries that name it fail. 'bks athena setup' creates it again.",
            )


def _remaining(facts: ObservedState, evidence: AthenaEvidence) -> Iterator[str]:
    for label in evidence.names.labels:
        if facts.known.get(label) == NOT_OWN:
            yield f"the {label}, which bks did not create"
    if facts.known.get(evidence.names.labels[2], "").endswith(_SAVED):
        yield f"the {evidence.names.labels[2]}, in which somebody saved queries"
    if evidence.other_tables and evidence.database == CREATED_BY:
        yield f"the {evidence.names.labels[0]}, which has other tables: {sanitize(', '.join(evidence.other_tables))}"
