"""The simulated account's IAM: reports on when a user last used each service."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.errors import no_such_entity
from bks_tui.demo.state.further_services import StoredJob, StoredUse
from bks_tui.demo.state.objects import StoredUser


def generate_service_last_accessed_details(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Start a report on a user."""
    arn = parameters["Arn"]
    if not any(account.user_arn(user) == arn for user in account.users.values()):
        raise no_such_entity(f"ARN {arn} is not found.")
    job_id = str(uuid.uuid4())
    account.further.jobs[job_id] = StoredJob(arn, list(account.further.looks))
    return {"JobId": job_id}


def get_service_last_accessed_details(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The state of a report, which moves on afterwards, and its content when it is completed."""
    job = account.further.jobs.get(parameters["JobId"])
    if job is None:
        raise no_such_entity(f"Job {parameters['JobId']} is not found.")
    if job.states:
        status = job.states[0] if job.states[0] == "FAILED" else job.states.pop(0)
        error = {"Code": "INTERNAL", "Message": "The report failed."} if status == "FAILED" else None
        return {"JobStatus": status, "JobCreationDate": account.now, "ServicesLastAccessed": [], "Error": error}
    user = next(user for user in account.users.values() if account.user_arn(user) == job.user_arn)
    return {
        "JobStatus": "COMPLETED",
        "JobCreationDate": account.now,
        "JobCompletionDate": account.now,
        "IsTruncated": False,
        "ServicesLastAccessed": [
            {
                "ServiceName": use.title,
                "ServiceNamespace": use.namespace,
                "LastAuthenticated": use.when,
                "LastAuthenticatedRegion": use.region,
                "LastAuthenticatedEntity": job.user_arn if use.when else None,
                "TotalAuthenticatedEntities": 1 if use.when else 0,
            }
            for use in _uses(account, user)
        ],
    }


def _uses(account: SimulatedAccount, user: StoredUser) -> list[StoredUse]:
    """IAM lists what the policies allow, used or not: here of Bedrock only."""
    uses = account.further.uses[user.name]
    allows_bedrock = any("Bedrock" in name for name in user.policies.values())
    if allows_bedrock and not any(use.namespace == "bedrock" for use in uses):
        return [*uses, StoredUse("bedrock", "Amazon Bedrock")]
    return uses
