"""The account that `bks --demo` shows: two years of API keys that nobody cleaned up.

Written as rows, one for each user, so that it can be read and extended as data. Some names and tags
are not valid in IAM: whatever shows the account must handle them.
"""

from __future__ import annotations

from datetime import datetime

from bks_tui.core.scan.holds import CONTAINMENT_POLICY
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.security_hub import SimulatedSecurityHub
from bks_tui.demo.story.athena import REGION, add_trail, set_up_athena
from bks_tui.demo.story.events import write_history
from bks_tui.demo.story.findings import add_findings
from bks_tui.demo.story.model_use import write_model_use
from bks_tui.demo.story.organization import add_organization
from bks_tui.demo.story.user import Key, Password, StoryAccessKey, StoryUser, add_row

ACCOUNT_ID = "111122223333"
ACCOUNT_ALIAS = "example-sandbox"
OPTED_IN = ("af-south-1", "ap-southeast-3")

CLAUDE = "aws-external-anthropic.amazonaws.com"
LOGS = "logs.amazonaws.com"
METRICS = "cloudwatch.amazonaws.com"
TRACES = "xray.amazonaws.com"
GIT = "codecommit.amazonaws.com"
CASSANDRA = "cassandra.amazonaws.com"

INVOKE_ANYTHING = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "bedrock:*", "Resource": "*"}}'
BECOME_ANYONE = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:*", "Resource": "*"}}'
INVOKE_ONLY = (
    '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "bedrock:Invoke*", "Resource": "*"}}'
)
DENY_BEDROCK = '{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "bedrock:*", "Resource": "*"}}'

# A key was pushed to a public repository. AWS quarantined the user, but the quarantine policy does not stop
# the API key; an attacker created access keys before that, and used phantom users that no one watched.
THE_LEAK = (
    StoryUser(
        "BedrockAPIKey-q7zf",
        age=47,
        keys=(Key(), Key(age=3)),
        access_keys=(
            StoryAccessKey(age=3, used=(0.1, "ap-southeast-3", "bedrock")),
            StoryAccessKey(age=3, used=(0.2, "eu-north-1", "bedrock")),
        ),
        policies=("AWSCompromisedKeyQuarantineV3",),
        tags={"owner": "chatbot-prototype"},
    ),
    StoryUser(
        "BedrockAPIKey-m2vd",
        age=388,
        access_keys=(StoryAccessKey(age=3, used=(1.5, "af-south-1", "sts")),),
        inline_policies={"console-access": BECOME_ANYONE},
    ),
    StoryUser(
        "BedrockAPIKey-x91c",
        age=305,
        keys=(Key(status="Inactive"),),
        access_keys=(StoryAccessKey(age=2.9, used=(0.4, "us-east-1", "iam")), StoryAccessKey(age=2.9)),
        password=Password(age=2.9, used=2.6, virtual_mfa=True),
        policies=("AdministratorAccess",),
    ),
    StoryUser("BedrockAPIKey-hh0t", age=161, keys=(Key(lifetime=365),), password=Password(age=2.8)),
    StoryUser("BedrockAPIKey-d5wy", age=97, renamed="backup-operator", keys=(Key(),), groups=("administrators",)),
    # A new user with the old name: the alias of its first key ends in `+1`, since the renamed user's key has the other.
    StoryUser("BedrockAPIKey-d5wy", age=40, keys=(Key(lifetime=90),)),
)

AT_RISK = (
    StoryUser("BedrockAPIKey-8kqe", age=530, access_keys=(StoryAccessKey(age=529, used=(33, "us-east-1", "s3")),)),
    StoryUser("BedrockAPIKey-t4rn", age=244, keys=(Key(),), password=Password(age=240, hardware_mfa=True)),
    StoryUser(
        "AeaApiKey-p3lw",
        age=58,
        keys=(Key(service=CLAUDE, lifetime=90),),
        access_keys=(StoryAccessKey(age=20),),
        denied=("iam:GetAccessKeyLastUsed",),
    ),
)

UNKNOWN = (
    StoryUser("BedrockAPIKey-u6gs", age=71, keys=(Key(),), path="/restricted/", denied=("iam:ListAccessKeys",)),
    StoryUser("BedrockAPIKey-e0ja", age=133, path="/restricted/", denied=("iam:GetLoginProfile",)),
    StoryUser(
        "AeaApiKey-z8nb",
        age=44,
        keys=(Key(service=CLAUDE, status="Inactive"),),
        path="/restricted/",
        denied=("iam:ListAccessKeys", "iam:GetLoginProfile"),
    ),
)

ACTIVE = (
    StoryUser("BedrockAPIKey-1abz", age=611, keys=(Key(),), tags={"owner": "search-team"}),
    StoryUser("BedrockAPIKey-2fku", age=402, keys=(Key(), Key(age=120))),
    StoryUser("BedrockAPIKey-3pdm", age=277, keys=(Key(status="Expired", lifetime=30), Key(age=60, lifetime=90))),
    StoryUser("BedrockAPIKey-4wts", age=88, keys=(Key(lifetime=90),)),
    StoryUser("BedrockAPIKey-5yoc", age=29, keys=(Key(lifetime=30),), boundary="sandbox-boundary"),
    StoryUser("BedrockAPIKey-6lgv", age=14, keys=(Key(lifetime=36_600),)),
    StoryUser("BedrockAPIKey-7hxr", age=0.3, keys=(Key(lifetime=1),)),
    StoryUser("BedrockAPIKey-9sje", age=150, keys=(Key(),), inline_policies={"invoke-anything": INVOKE_ANYTHING}),
    StoryUser(
        "BedrockAPIKey-a0mk", age=190, keys=(Key(),), groups=("developers",), customer_policies=("team-data-read",)
    ),
    StoryUser(
        "BedrockAPIKey-b3qi", age=66, keys=(Key(lifetime=90),), path="/restricted/", denied=("iam:GetLoginProfile",)
    ),
    StoryUser("AeaApiKey-c7vt", age=51, keys=(Key(service=CLAUDE),)),
    StoryUser(
        "AeaApiKey-g2rd", age=9, keys=(Key(service=CLAUDE, lifetime=30), Key(service=CLAUDE, age=8, lifetime=30))
    ),
)

ORPHANED = (
    StoryUser("BedrockAPIKey-c4ne", age=702),
    StoryUser("BedrockAPIKey-f8uo", age=655),
    StoryUser("BedrockAPIKey-g1xh", age=480, tags={"owner": "left-the-company"}),
    StoryUser("BedrockAPIKey-i9tp", age=333, keys=(Key(status="Expired", lifetime=90),)),
    StoryUser(
        "BedrockAPIKey-j2sl",
        age=260,
        keys=(Key(status="Expired", lifetime=30), Key(age=200, status="Expired", lifetime=1)),
    ),
    StoryUser("BedrockAPIKey-k6db", age=121),
    StoryUser("AeaApiKey-h5yq", age=62),
)

# Orphaned too, each with one reason not to delete it without a check.
HELD = (
    StoryUser("BedrockAPIKey-l0wf", age=176, keys=(Key(status="Inactive"),)),
    StoryUser("BedrockAPIKey-n7ca", age=218, access_keys=(StoryAccessKey(age=210, status="Inactive"),)),
    StoryUser("BedrockAPIKey-o3zi", age=31, keys=(Key(lifetime=30),)),
    StoryUser("BedrockAPIKey-p8ek", age=145, policies=("AWSCompromisedKeyQuarantineV2",)),
    StoryUser("BedrockAPIKey-r5gm", age=19, inline_policies={CONTAINMENT_POLICY: DENY_BEDROCK}),
    StoryUser("BedrockAPIKey-s1vo", age=0.2),
    StoryUser("BedrockAPIKey-v9xq", age=295, keys=(Key(service=GIT),)),
    StoryUser("BedrockAPIKey-w4bs", age=167, groups=("developers",)),
    StoryUser("BedrockAPIKey-y2du", age=239, policies=("AmazonS3ReadOnlyAccess",)),
)

HOSTILE = (
    # Names that IAM allows: one reads like an alias of another account.
    StoryUser("BedrockAPIKey-q7zf+1-at-999988887777", age=84, keys=(Key(lifetime=90),)),
    StoryUser("=HYPERLINK+cmd@example,click", age=12, keys=(Key(lifetime=30),)),
    # Names that IAM does not allow.
    StoryUser("BedrockAPIKey-[@click=app.quit]free[/]", age=35, keys=(Key(),)),
    StoryUser("BedrockAPIKey-\u202etxt.yek", age=36),
    StoryUser("BedrockAPIKey-two\nlines\t\x9b31m", age=37, keys=(Key(status="Inactive"),)),
    StoryUser(
        "BedrockAPIKey-tags",
        age=38,
        tags={"[/]": "[bold red]owned[/]", "note": "A" * 10_000, "\u2066hidden\u200b": "\r\n$(id)\x85"},
    ),
)

ORDINARY = (
    StoryUser(
        "ci-deploy",
        age=820,
        keys=(Key(age=200),),
        access_keys=(StoryAccessKey(age=800, used=(0.02, "eu-west-1", "s3")),),
    ),
    StoryUser("notebook-runner", age=340, keys=(Key(status="Inactive"),), path="/service/"),
    StoryUser("claude-gateway", age=75, keys=(Key(service=CLAUDE, lifetime=180),), path="/service/"),
    StoryUser(
        "log-shipper", age=310, keys=(Key(service=LOGS),), policies=("CloudWatchLogsAPIKeyAccess",), path="/service/"
    ),
    StoryUser(
        "otel-collector",
        age=205,
        keys=(Key(service=METRICS, lifetime=365), Key(service=TRACES, lifetime=365)),
        policies=("CloudWatchAPIKeyAccess", "AWSXRayAPIKeyAccess"),
        path="/service/",
    ),
    StoryUser(
        "alice+bot",
        age=410,
        keys=(Key(age=130, status="Expired", lifetime=90),),
        password=Password(age=400, virtual_mfa=True),
    ),
    StoryUser("git-mirror", age=910, keys=(Key(service=GIT),), path="/service/"),
    StoryUser("cassandra-loader", age=505, keys=(Key(service=CASSANDRA),), path="/service/"),
)

# People without an API key: bks only counts them.
PEOPLE = tuple(f"analyst-{number:02}" for number in range(1, 31))

# Orphaned, but with a credential other than a key or a password.
HELD_BY_SIGN_IN = (
    StoryUser("BedrockAPIKey-u5gh", age=223, ssh_public_key=True),
    StoryUser("BedrockAPIKey-z1ce", age=277, signing_certificate=True),
    StoryUser("BedrockAPIKey-z8mf", age=198, hardware_mfa=True),
)

ROWS = (
    *THE_LEAK,
    *AT_RISK,
    *UNKNOWN,
    *ACTIVE,
    *ORPHANED,
    *HELD,
    *HOSTILE,
    *ORDINARY,
    *(
        StoryUser(
            name, age=900 - 17 * number, path="/people/", password=Password(age=800 - 17 * number, virtual_mfa=True)
        )
        for number, name in enumerate(PEOPLE)
    ),
    *HELD_BY_SIGN_IN,
)


def demo_account(now: datetime) -> SimulatedAccount:
    """The demo account at `now`, a time with a time zone."""
    account = SimulatedAccount(ACCOUNT_ID, now=now, alias=ACCOUNT_ALIAS)
    account.enabled_regions = tuple(sorted((*account.enabled_regions, *OPTED_IN)))
    for row in ROWS:
        add_row(account, row)
    account.add_group_policies("administrators", "AdministratorAccess")
    account.add_group_policies("developers", invoke=INVOKE_ANYTHING)
    account.policy_documents[account.arn("policy/sandbox-boundary")] = INVOKE_ONLY
    add_organization(account)
    set_up_athena(account, add_trail(account))
    account.security_hubs[REGION] = SimulatedSecurityHub()
    add_findings(account)
    # A newcomer should not wait.
    account.athena(REGION).looks = ("RUNNING",)
    account.trail.write_later(lambda: write_history(account))
    account.model_use.write_later(lambda: write_model_use(account))
    return account
