"""When a user last tried to use each service: a job of IAM, which is started, awaited and read.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLastAccessedDetails.html
"""

from __future__ import annotations

from bks_tui.aws.api import Answer, Api, in_utc
from bks_tui.core.errors import CancelledError, ServiceError
from bks_tui.core.iam.last_accessed import ServiceUse

_READ = "iam:GetServiceLastAccessedDetails"
# A job takes seconds to minutes.
_MOST_LOOKS = 300


def service_uses(iam: Api, user_arn: str, seconds_between_looks: float) -> tuple[ServiceUse, ...]:
    """The last use of every service that the policies of a user allow.

    Raises AwsError, and CancelledError when the waiting was stopped.
    """
    job = iam.get("GenerateServiceLastAccessedDetails", lambda answer: str(answer["JobId"]), Arn=user_arn)
    for _ in range(_MOST_LOOKS):
        status, why = iam.get("GetServiceLastAccessedDetails", _status, JobId=job)
        if status == "COMPLETED":
            return iam.all("GetServiceLastAccessedDetails", "ServicesLastAccessed", _use, JobId=job)
        if status == "FAILED":
            raise ServiceError(f"{_READ}: the job failed: {why or 'IAM gives no reason'}", operation=_READ)
        if iam.wait(seconds_between_looks):
            raise CancelledError("cancelled")
    raise ServiceError(f"{_READ}: the job did not end", "Try again later.", _READ)


def _status(answer: Answer) -> tuple[str, str]:
    return answer["JobStatus"], answer.get("Error", {}).get("Message", "")


def _use(item: Answer) -> ServiceUse:
    when = item.get("LastAuthenticated")
    return ServiceUse(
        item["ServiceNamespace"],
        item["ServiceName"],
        in_utc(when) if when else None,
        item.get("LastAuthenticatedRegion"),
    )
