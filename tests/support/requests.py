"""What leaves botocore for the network, caught on its last step."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.session import Session

from bks_tui.aws.session import AwsSession, open_session
from bks_tui.core.account.account import SessionChoice

ANSWERS = {
    "GetCallerIdentity": """<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
        <GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/ana</Arn><UserId>AIDAEXAMPLE</UserId>
        <Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>""",
    "AssumeRole": """<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
        <AssumedRoleUser><Arn>arn:aws:sts::111122223333:assumed-role/audit/ana</Arn>
        <AssumedRoleId>AROAEXAMPLE:ana</AssumedRoleId></AssumedRoleUser><Credentials>
        <AccessKeyId>ASIAOFTHEROLE</AccessKeyId><SecretAccessKey>invented</SecretAccessKey>
        <SessionToken>invented</SessionToken><Expiration>2199-01-01T00:00:00Z</Expiration>
        </Credentials></AssumeRoleResult></AssumeRoleResponse>""",
    "ListAccountAliases": """<ListAccountAliasesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
        <ListAccountAliasesResult><IsTruncated>false</IsTruncated><AccountAliases/></ListAccountAliasesResult>
        </ListAccountAliasesResponse>""",
}


class Body(BytesIO):
    """A body as urllib3 hands it over."""

    def stream(self) -> Any:
        """The whole body, in one piece."""
        yield self.read()


def catching(caught: list[AWSPreparedRequest]) -> Callable[[Session], None]:
    """A plug that keeps every request and answers it."""

    def answer(**event: Any) -> Any:
        request = event["request"]
        caught.append(request)
        action = event["event_name"].rpartition(".")[2]
        return AWSResponse(request.url, 200, HTTPHeaders(), Body(ANSWERS[action].encode()))

    return lambda session: session.register("before-send", answer)


def opened(choice: SessionChoice) -> tuple[AwsSession, list[AWSPreparedRequest]]:
    """A session that reaches no network, and what it sends."""
    caught: list[AWSPreparedRequest] = []
    return open_session(choice, catching(caught)), caught
