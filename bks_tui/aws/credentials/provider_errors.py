"""Errors of credential providers and of the configuration: one sentence, and a remedy."""

from __future__ import annotations

from botocore.exceptions import ParamValidationError

from bks_tui.aws.credentials.values import Flaw
from bks_tui.core.errors import AwsError, ExpiredError, NoCredentialsError
from bks_tui.core.harmless import safe_name

# The AWS CLI asks for the code and keeps the session where bks finds it.
MFA_REMEDY = "Run 'aws sts get-caller-identity{option}', which asks for the MFA code, then try again."

# By the botocore name of a provider: its source of credentials, and how to renew that.
_SEE_WHY = "Run 'aws sts get-caller-identity{option}' to see why."
_PROVIDERS = {
    "env": ("the environment", "Set the AWS_ variables again, or unset them."),
    "custom-process": ("the credential_process", _SEE_WHY),
    "sso": ("the sign-in in ~/.aws/sso/cache", "Run 'aws sso login{option}'."),
    "login": ("the sign-in in ~/.aws/login/cache", "Run 'aws login{option}'."),
    "assume-role": (
        "the role session, possibly the one cached in ~/.aws/cli/cache",
        "Delete the files of ~/.aws/cli/cache, then run 'aws sts get-caller-identity{option}' to see why.",
    ),
    "assume-role-with-web-identity": ("the web identity token or its role", _SEE_WHY),
    "shared-credentials-file": ("the credentials file", "Correct ~/.aws/credentials."),
    "config-file": ("the configuration file", "Correct ~/.aws/config."),
    "container-role": ("the credential endpoint of the container", "Check the AWS_CONTAINER_ variables."),
    "iam-role": ("the instance metadata service", "Check the role of the instance, or choose a --profile."),
}


def unusable_credentials(provider: str, profile: str | None, flaw: Flaw) -> AwsError:
    """The error for credentials that cannot be used. `provider` is botocore's name for where they come from."""
    source, remedy = _PROVIDERS.get(provider, ("", _SEE_WHY))
    remedy, of_profile = _with_option(remedy, profile), _of(profile)
    what = f"{source}: {flaw.sentence}".removeprefix(": ")
    if not flaw.has_expired:
        return NoCredentialsError(f"the provider of the AWS credentials{of_profile} failed: {what}", remedy)
    if provider == "custom-process":
        remedy = "Sign in again where the credential_process gets them."
    return ExpiredError(f"the AWS credentials{of_profile} have expired: {what}", remedy)


def needs_mfa(profile: str | None) -> AwsError:
    """The error for a role that requires an MFA code, for which bks never asks."""
    return NoCredentialsError(
        f"the role{_of(profile)} requires an MFA code", _with_option(MFA_REMEDY, profile), "sts:AssumeRole"
    )


def _of(profile: str | None) -> str:
    return f" of the profile {safe_name(profile)}" if profile else ""


def _with_option(remedy: str, profile: str | None) -> str:
    return remedy.replace("{option}", f" --profile {profile}" if profile else "")


def is_expiry(error: Exception) -> bool:
    """Whether botocore refuses to sign with expired credentials, for which it has no specific error type."""
    return type(error) is RuntimeError and "refreshed credentials are still expired" in str(error)


def flaw_of_error(error: Exception) -> Flaw:
    """The flaw behind a bare error, without the value from the provider, which may be a secret."""
    if is_expiry(error):
        return Flaw("they have expired", has_expired=True)
    if isinstance(error, LookupError):
        return Flaw("it is malformed, or a field is missing")
    if isinstance(error, TypeError | AttributeError | ParamValidationError):
        return Flaw("a field is empty or of another type than it should be")
    return Flaw(bare_message(error))


def bare_message(error: Exception) -> str:
    """What went wrong, without the value itself, which may be a URL with a password."""
    reason = error.strerror if isinstance(error, OSError) else None
    return (reason or "a value in it is not valid").lower()


def missing_profile(profile: str, known: tuple[str, ...], variable: str | None) -> AwsError:
    """The error for a missing profile; `variable` is the environment variable that named it, if any."""
    remedy = (
        f"Available profiles: {', '.join(known)}."
        if known
        else "There are no profiles; create one with 'aws configure'."
    )
    if not profile:
        return NoCredentialsError(f"{variable or '--profile'} is empty: it names no profile", f"Unset it. {remedy}")
    named = f" (from {variable})" if variable else ""
    return NoCredentialsError(f"your AWS configuration has no profile {safe_name(profile)}{named}", remedy)


def unusable_file(name: str, why: str) -> AwsError:
    """The error for a file of the AWS configuration that exists but cannot be read."""
    return NoCredentialsError(f"your AWS configuration cannot be used: {name} {why}", f"Correct {name}.")
