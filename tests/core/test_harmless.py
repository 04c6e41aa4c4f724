"""What may be repeated in a message, and what may be a secret."""

from __future__ import annotations

import random
import string

import pytest

from bks_tui.core.errors import BksError
from bks_tui.core.harmless import is_harmless, quoted, safe_name, without_given, without_secrets
from tests.support.keys import pieces
from tests.support.secrets import SECRETS

_HARMLESS = """
BedrockAPIKey-q7zf AeaApiKey-p3lw BedrockAPIKey-ab12-at-210987654321 BedrockAPIKey-d5wy+12-at-111122223333
svc-billing-prod-eu svc_billing.v2 ana ana.maria@example.org Administrator backup-operator ci-deploy-2026 x1
root MyStack-LambdaRole-1A2B3C4D5E6F7 Shop-ApiUser-aB3dE5fG7hI9
cdk-hnb659fds-cfn-exec-role-123456789012-eu-west-1 AWSReservedSSO_AdministratorAccess_0123456789abcdef
AmazonBedrockLimitedAccess AWSCompromisedKeyQuarantineV3 arn:aws:iam::123456789012:user/BedrockAPIKey-q7zf
arn:aws:iam::123456789012:role/service-role/billing
arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_AdministratorAccess_0123456789abcdef/ana@example.org
arn:aws:sts::123456789012:assumed-role/web/i-0abcd1234ef567890 arn:aws-us-gov:iam::123456789012:root
arn:aws:secretsmanager:eu-west-1:123456789012:secret:billing-database 123456789012 7 -3 24h 7d 2.5 2026-11-28
2026-11-28T10:00:00Z 2026-11-28T10:00:00+02:00 8f4b1e2c-1234-4abc-9def-0123456789ab
8f4b1e2c12344abc9def0123456789ab 8f4b1e2c AKIAINVENTED00000000 ASIAQNZGKIQY56JQ7WML ACCAQNZGKIQY56JQ7WML
AIDAQNZGKIQY56JQ7WML AROAQNZGKIQY56JQ7WML eu-west-1 us-gov-west-1 o-a1b2c3d4e5 ou-ab12-cd34ef56 r-ab12
p-ab12cd34 botocore-session-1732800000 --json --allow-ordinary-user iam:ListServiceSpecificCredentials
bedrock.amazonaws.com markdown at-risk /home/ana/.local/state/bks/log/crash-20261128T101010Z-12345.txt
./reports/incident.html ~/Documents/bks/journal
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
/tmp/pytest-of-ana/pytest-0/nothing reports/2026/incident.html token-rotation password-reset-job
"""
HARMLESS = _HARMLESS.split()

PROSE = (
    "User: arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_ReadOnly_0123456789abcdef/ana@example.org is not "
    "authorized to perform: secretsmanager:GetSecretValue on resource: * because no identity-based policy allows it "
    "(Request ID: 8f4b1e2c-1234-4abc-9def-0123456789ab)"
)


@pytest.mark.parametrize("text", HARMLESS)
def test_names_ids_numbers_and_paths_are_repeated(text: str) -> None:
    assert safe_name(text) == text


@pytest.mark.parametrize("text", [*HARMLESS, PROSE])
def test_nothing_is_withheld_of_a_message_of_names_and_ids(text: str) -> None:
    message = f"the user {text} is not found, in {text}: ask for '{text}'."
    assert without_secrets(message) == message


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_a_secret_is_described_and_not_repeated(secret: str) -> None:
    assert quoted(secret) == safe_name(secret) == f"[withheld, {len(secret)} characters]"


@pytest.mark.parametrize("message", ["no user {} here", "'{}' is no name", "x={},", "<{}>", "a\n{}\nb", '"{}"', "({})"])
@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_no_piece_of_a_secret_is_left_in_an_error(secret: str, message: str) -> None:
    error = BksError(message.format(secret), message.format(secret))
    parts = max(secret.split(), key=len).split(",")[-1].split("=", 1)[-1]
    assert {piece for piece in pieces(parts) if piece in str(error) + error.remedy} == set()


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_what_was_given_is_described_in_whatever_form_a_message_has_it(secret: str) -> None:
    message = f"no {secret}, no {secret!r}, no '{secret}'"
    description = f"[withheld, {len(secret)} characters]"
    assert without_given(message, (secret,)) == f"no {description}, no {description}, no {description}"


def test_what_is_short_is_not_looked_for_in_a_message() -> None:
    assert without_given("not a b", (" ", "&", "a b")) == "not a b"


_ALPHABETS = {
    "base64": string.ascii_letters + string.digits + "+/",
    "url-safe base64": string.ascii_letters + string.digits + "-_",
    "letters and digits": string.ascii_letters + string.digits,
    "small letters and digits": string.ascii_lowercase + string.digits,
    "base32": string.ascii_uppercase + "234567",
    "small letters": string.ascii_lowercase,
}


@pytest.mark.parametrize("alphabet", _ALPHABETS.values(), ids=_ALPHABETS)
def test_of_two_thousand_random_texts_of_forty_characters_none_is_harmless(alphabet: str) -> None:
    chance = random.Random(alphabet)
    texts = ("".join(chance.choices(alphabet, k=40)) for _ in range(2_000))
    assert [text for text in texts if is_harmless(text) or without_secrets(text) == text] == []
