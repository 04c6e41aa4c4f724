"""What CloudTrail recorded in the demo account: quiet use, and the leak from the first probe to the clean-up.

Written as rows like the account itself, by days before now. Recorded before the first read only.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bks_tui.demo.state.actors import AwsService, IamUser, IdentityCenterUser, RoleSession
from bks_tui.demo.state.objects import StoredUser
from bks_tui.demo.story.call import (
    Act,
    StoryCaller,
    WithAccessKey,
    WithApiKey,
    failed,
    invoke,
    login,
    on_user,
    record_act,
)
from bks_tui.demo.story.origins import origins

if TYPE_CHECKING:
    from bks_tui.demo.state.account import SimulatedAccount

LEAKED = "BedrockAPIKey-q7zf"
TAKEN_OVER = ("BedrockAPIKey-m2vd", "BedrockAPIKey-x91c", "BedrockAPIKey-hh0t")
INTRUSION = timedelta(days=3)

SONNET = "anthropic.claude-sonnet-4-20250514-v1:0"
OPUS = "anthropic.claude-opus-4-20250514-v1:0"
HAIKU = "anthropic.claude-3-5-haiku-20241022-v1:0"
NOVA = "amazon.nova-pro-v1:0"
LLAMA = "meta.llama3-3-70b-instruct-v1:0"

BROWSER = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36"
SDK = "Boto3/1.44.5 md/Botocore#1.44.5 ua/2.1 os/linux#6.8 md/arch#x86_64 lang/python#3.12.1"
ATTACKER_SDK = "Boto3/1.29.7 md/Botocore#1.32.7 ua/2.0 os/windows#10 md/arch#amd64 lang/python#3.12.1"

ENGINEERS = tuple(
    StoryCaller(IdentityCenterUser("DeveloperAccess", f"{name}@example.com"), address, BROWSER)
    for name, address in (("noor", "203.0.113.10"), ("tomas", "203.0.113.11"), ("wei", "203.0.113.12"))
)
RESPONDER = StoryCaller(IdentityCenterUser("SecurityAudit", "ana@example.com"), "203.0.113.20", BROWSER)
OPERATIONS_TEAM = StoryCaller(RoleSession("OperationsAdmin", "mira"), "203.0.113.21", "aws-cli/2.31.4 md/awscrt#0.27.6")
QUARANTINE = StoryCaller(AwsService("support.amazonaws.com"), "support.amazonaws.com", "support.amazonaws.com")

CHATBOT = StoryCaller(WithApiKey(LEAKED), "203.0.113.80", "chatbot-prototype/0.9 httpx/0.27.2")
PROBE = StoryCaller(WithApiKey(LEAKED), "198.51.100.23", "python-requests/2.32.3")
RESELLER = StoryCaller(WithApiKey(LEAKED), "198.51.100.77", "OpenAI/Python 1.50.0")
# The role of the builds: its credentials were in the log of a build.
BUILD = StoryCaller(RoleSession("DeployPipeline", "build-4711"), "198.51.100.23", ATTACKER_SDK)
FIRST_KEY = StoryCaller(WithAccessKey(LEAKED, 0), "198.51.100.77", ATTACKER_SDK)
SECOND_KEY = StoryCaller(WithAccessKey(LEAKED, 1), "192.0.2.199", "aws-sdk-go-v2/1.30.3 os/linux lang/go#1.22.5")
M2VD = StoryCaller(WithAccessKey("BedrockAPIKey-m2vd"), "192.0.2.199", "aws-cli/2.17.0 os/linux#6.6 kali")
X91C = StoryCaller(WithAccessKey("BedrockAPIKey-x91c"), "192.0.2.201", ATTACKER_SDK)
X91C_CONSOLE = StoryCaller(IamUser("BedrockAPIKey-x91c"), "192.0.2.201", BROWSER)
HH0T_CONSOLE = StoryCaller(IamUser("BedrockAPIKey-hh0t"), "192.0.2.201", BROWSER)

# A caller can send any text as its user agent.
DISGUISES = tuple(
    StoryCaller(WithApiKey(LEAKED), "198.51.100.77", agent)
    for agent in (
        "",
        "\x1b[2J\x1b[31mcurl/8.5.0\x1b[0m \x1b]0;owned\x07",
        "[bold red]trusted[/] [@click=app.quit]internal[/]",
        "\u202erotinom-ytiruces\u202c\u200b/1.0",
        "internal-health-check/1.0\r\n2026-01-01 Root ConsoleLogin Success",
        "A" * 10_000,
    )
)

NO_POLICY = "because no identity-based policy allows the action"
DENIED = f"AccessDeniedException: User is not authorized to perform this action {NO_POLICY}"
DENIED_BY_IAM = f"AccessDenied: User is not authorized to perform this action {NO_POLICY}"
DENIED_BY_EC2 = "Client.UnauthorizedOperation: You are not authorized to perform this operation."
INVALID = "ValidationException: max_tokens: must be greater than 0"
LEGACY = "ResourceNotFoundException: Access denied. This Model is marked by provider as Legacy."
THROTTLED = "ThrottlingException: Too many tokens, please wait before trying again."
BUCKET = (("AWS::S3::Bucket", "example-exports"),)
POLICY = "arn:aws:iam::aws:policy"
IAM, STS, S3, EC2 = (f"{service}.amazonaws.com" for service in ("iam", "sts", "s3", "ec2"))

PROBING = (
    Act(3.31, PROBE, "ListFoundationModels", region="us-east-1"),
    Act(3.309, PROBE, "ListFoundationModels", region="us-west-2"),
    Act(3.308, PROBE, "GetModelInvocationLoggingConfiguration", region="us-west-2"),
    invoke(3.307, PROBE, "us-west-2", SONNET, error=INVALID),
    invoke(3.306, PROBE, "us-west-2", OPUS, error=INVALID),
    invoke(3.305, PROBE, "us-east-1", OPUS, error=DENIED),
    invoke(3.304, PROBE, "eu-west-1", "anthropic.claude-v2", error=LEGACY),
    Act(3.303, PROBE, "ListInferenceProfiles", region="eu-west-1", fields=failed(DENIED)),
    *(invoke(3.2 - 0.001 * number, by, "us-west-2", HAIKU) for number, by in enumerate(DISGUISES)),
    Act(3.19, DISGUISES[1], "Converse", region="us-west-2", garbled=True),
)

ENABLING = (
    Act(3.15, PROBE, "PutUseCaseForModelAccess", region="us-east-1"),
    Act(3.149, PROBE, "CreateFoundationModelAgreement", region="us-east-1", fields=failed(DENIED)),
    Act(
        2.5, X91C, "CreateFoundationModelAgreement", region="us-east-1", fields={"requestParameters": {"modelId": OPUS}}
    ),
)

SPREADING = (
    Act(3.02, BUILD, "GetCallerIdentity", STS, "us-east-1"),
    Act(3.019, BUILD, "ListUsers", IAM),
    Act(2.999, FIRST_KEY, "GetCallerIdentity", STS, "us-east-1"),
    Act(2.998, FIRST_KEY, "ListBuckets", S3, "us-east-1", fields=failed(DENIED_BY_IAM)),
    Act(2.997, FIRST_KEY, "ListAttachedUserPolicies", IAM, fields=failed(DENIED_BY_IAM)),
    Act(2.996, FIRST_KEY, "DescribeInstances", EC2, "us-east-1", fields=failed(DENIED_BY_EC2)),
    on_user(2.98, BUILD, "PutUserPolicy", "BedrockAPIKey-m2vd", policyName="console-access"),
    on_user(2.895, BUILD, "AttachUserPolicy", "BedrockAPIKey-x91c", policyArn=f"{POLICY}/AdministratorAccess"),
    on_user(2.894, BUILD, "EnableMFADevice", "BedrockAPIKey-x91c"),
    on_user(2.91, BUILD, "DeleteAccessKey", "BedrockAPIKey-x91c", accessKeyId="AKIARTX3GSDSZZZZZZZZ"),
    Act(2.89, M2VD, "GetCallerIdentity", STS, "us-east-1"),
    Act(2.88, M2VD, "ListUsers", IAM),
    on_user(2.87, M2VD, "GetLoginProfile", "BedrockAPIKey-m2vd", error="NoSuchEntityException: Cannot be found."),
    Act(1.5, M2VD, "GetCallerIdentity", STS, "af-south-1"),
    Act(2.7, X91C, "ListBuckets", S3, "us-east-1"),
    Act(2.69, X91C, "GetBucketPolicy", S3, "eu-west-1", times=6, every=2, resources=BUCKET),
    Act(2.68, X91C, "DescribeInstances", EC2, "us-east-1"),
    Act(2.679, X91C, "RunInstances", EC2, "us-east-1", fields=failed("Client.VcpuLimitExceeded: Too many vCPUs.")),
    Act(2.67, X91C, "ListSecrets", "secretsmanager.amazonaws.com", "us-east-1"),
    Act(2.66, X91C, "GetSessionToken", STS, "us-east-1"),
    Act(2.59, X91C_CONSOLE, "ListFoundationModels", region="us-east-1", fields={"sessionCredentialFromConsole": True}),
    Act(0.4, X91C, "ListUsers", IAM),
    login(2.75, HH0T_CONSOLE, "Failure"),
    login(2.74, HH0T_CONSOLE, "Failure"),
    login(2.6, X91C_CONSOLE, "Success"),
)

CONSUMING = (
    invoke(3.05, RESELLER, "us-west-2", SONNET, times=45, every=1.3),
    invoke(2.95, RESELLER, "us-east-1", OPUS, times=50, every=1.1),
    invoke(2.65, RESELLER, "us-east-1", OPUS, times=20, every=0.7, error=THROTTLED),
    invoke(2.3, RESELLER, "eu-west-1", NOVA, times=40, every=1.6),
    invoke(1.9, RESELLER, "ap-northeast-1", SONNET, times=55, every=0.9),
    invoke(1.4, FIRST_KEY, "eu-north-1", LLAMA, times=35, every=1.2),
    invoke(0.9, SECOND_KEY, "ap-southeast-3", SONNET, times=40, every=1.1),
    invoke(0.6, RESELLER, "sa-east-1", HAIKU, times=45, every=1.0),
    invoke(0.2, SECOND_KEY, "eu-north-1", LLAMA, times=30, every=1.9),
    invoke(0.1, FIRST_KEY, "ap-southeast-3", SONNET, times=38, every=1.4),
    # LookupEvents does not return these: inference through bedrock-mantle is a data event.
    Act(
        1.2,
        RESELLER,
        "CreateInference",
        "bedrock-mantle.amazonaws.com",
        "us-east-1",
        times=25,
        every=2,
        fields={"managementEvent": False, "eventCategory": "Data"},
    ),
)

HIDING = (
    Act(2.93, PROBE, "DeleteModelInvocationLoggingConfiguration", region="us-east-1", fields=failed(DENIED)),
    Act(2.45, X91C, "DeleteModelInvocationLoggingConfiguration", region="us-east-1"),
    Act(
        2.449,
        X91C,
        "DeleteGuardrail",
        region="us-east-1",
        fields={"requestParameters": {"guardrailIdentifier": "g7h2k9"}},
    ),
    Act(2.44, X91C, "StopLogging", "cloudtrail.amazonaws.com", "us-east-1", fields=failed(DENIED)),
)

REACTING = (
    on_user(2.85, QUARANTINE, "AttachUserPolicy", LEAKED, policyArn=f"{POLICY}/AWSCompromisedKeyQuarantineV3"),
    Act(0.08, RESPONDER, "LookupEvents", "cloudtrail.amazonaws.com", "us-east-1", times=4, every=20),
    on_user(0.07, RESPONDER, "GetUser", LEAKED),
    on_user(0.069, RESPONDER, "ListAccessKeys", LEAKED),
    on_user(0.068, RESPONDER, "ListAttachedUserPolicies", LEAKED),
    on_user(0.06, RESPONDER, "UpdateServiceSpecificCredential", LEAKED, status="Inactive", error=DENIED_BY_IAM),
    on_user(0.059, RESPONDER, "UpdateAccessKey", LEAKED, status="Inactive", error=DENIED_BY_IAM),
)

THE_OWNERS_USE = tuple(
    invoke(days_ago + 0.04 * (days_ago % 5), CHATBOT, "us-west-2", SONNET, times=5, every=4_700)
    for days_ago in range(1, 46)
)

QUIET_USE = (
    *(
        invoke(days_ago + 0.3, StoryCaller(WithApiKey(user), address, SDK), region, model, times=times, every=2_900)
        for user, address, region, model, times in (
            ("BedrockAPIKey-1abz", "203.0.113.81", "eu-central-1", NOVA, 4),
            ("BedrockAPIKey-2fku", "203.0.113.82", "us-east-1", HAIKU, 3),
            ("BedrockAPIKey-9sje", "203.0.113.83", "eu-west-1", SONNET, 2),
            ("BedrockAPIKey-a0mk", "203.0.113.84", "us-east-1", SONNET, 2),
        )
        for days_ago in range(1, 30)
    ),
    *(
        Act(
            days_ago + 0.1,
            StoryCaller(IamUser("AeaApiKey-c7vt"), "203.0.113.85", "python-httpx/0.28.1"),
            "ListWorkspaces",
            "aws-external-anthropic.amazonaws.com",
            "us-east-1",
            fields={"requestParameters": {"callWithBearerToken": True, "bearerTokenType": "LONG_TERM"}},
        )
        for days_ago in range(0, 40, 2)
    ),
    *(
        Act(
            days_ago + 0.02,
            StoryCaller(WithAccessKey("ci-deploy"), "203.0.113.90", SDK),
            "ListBuckets",
            S3,
            "eu-west-1",
        )
        for days_ago in range(60)
    ),
    Act(33, StoryCaller(WithAccessKey("BedrockAPIKey-8kqe"), "203.0.113.91", SDK), "ListBuckets", S3, "us-east-1"),
    on_user(41, OPERATIONS_TEAM, "UpdateUser", "BedrockAPIKey-d5wy", newUserName="backup-operator"),
)

HISTORY = (*PROBING, *ENABLING, *SPREADING, *CONSUMING, *HIDING, *REACTING, *THE_OWNERS_USE, *QUIET_USE)


def write_history(account: SimulatedAccount) -> None:
    """Record the whole history in CloudTrail."""

    def creator(user: StoredUser, when: datetime) -> StoryCaller:
        if user.name in (LEAKED, *TAKEN_OVER) and when >= account.now - INTRUSION:
            return BUILD
        return ENGINEERS[sum(map(ord, user.name)) % len(ENGINEERS)]

    for act in (*origins(account, creator), *HISTORY):
        record_act(account, act)
