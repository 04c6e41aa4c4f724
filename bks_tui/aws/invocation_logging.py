"""Where Bedrock writes the model-invocation logs of a Region.

https://docs.aws.amazon.com/bedrock/latest/APIReference/API_GetModelInvocationLoggingConfiguration.html
"""

from __future__ import annotations

from dataclasses import dataclass

from bks_tui.aws.api import Answer, Api

GET_LOGGING = "bedrock:GetModelInvocationLoggingConfiguration"


@dataclass(frozen=True, slots=True)
class InvocationLogging:
    """The destinations: a bucket with a prefix before `AWSLogs`, or a log group, or both. None: not there."""

    bucket: str | None
    prefix: str
    log_group: str | None

    def folder(self, account_id: str, region: str) -> str:
        """The folder of a Region in the bucket, with a slash at its end."""
        before = f"{self.prefix}/" if self.prefix else ""
        return f"{before}AWSLogs/{account_id}/BedrockModelInvocationLogs/{region}/"


def invocation_logging(bedrock: Api) -> InvocationLogging | None:
    """The logging of the Region; None if it is off. Raises AwsError."""
    return bedrock.get("GetModelInvocationLoggingConfiguration", _logging)


def _logging(answer: Answer) -> InvocationLogging | None:
    config = answer.get("loggingConfig")
    if not config:
        return None
    s3, cloudwatch = config.get("s3Config") or {}, config.get("cloudWatchConfig") or {}
    return InvocationLogging(
        bucket=s3.get("bucketName"),
        prefix=str(s3.get("keyPrefix") or "").strip("/"),
        log_group=cloudwatch.get("logGroupName"),
    )
