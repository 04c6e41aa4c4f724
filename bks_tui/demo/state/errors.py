"""The errors that the simulated account returns, with AWS's codes, HTTP statuses and messages."""

from __future__ import annotations


class RefusalError(Exception):
    """An error reply: AWS's `code`, its message and the HTTP status."""

    def __init__(self, code: str, message: str, status: int) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


def no_such_entity(message: str) -> RefusalError:
    """The object of the request does not exist."""
    return RefusalError("NoSuchEntity", message, 404)


def validation_error(message: str) -> RefusalError:
    """The request is not valid."""
    return RefusalError("ValidationError", message, 400)


def limit_exceeded(message: str) -> RefusalError:
    """The request exceeds a quota."""
    return RefusalError("LimitExceeded", message, 409)


def delete_conflict(message: str) -> RefusalError:
    """Something else has to be deleted first."""
    return RefusalError("DeleteConflict", message, 409)


def already_exists(message: str) -> RefusalError:
    """An object with that name exists."""
    return RefusalError("EntityAlreadyExists", message, 409)


def malformed_policy(message: str) -> RefusalError:
    """The policy document is not valid."""
    return RefusalError("MalformedPolicyDocument", message, 400)


def unmodifiable(message: str) -> RefusalError:
    """Only AWS may change the object."""
    return RefusalError("UnmodifiableEntity", message, 400)


def access_denied(caller_arn: str, operation: str, resource: str | None) -> RefusalError:
    """No policy allows the call. IAM names users as `user NAME` here, not by ARN; CloudTrail and EC2 name nothing."""
    on_resource = f"on resource: {resource} " if resource else ""
    return RefusalError(
        "AccessDenied",
        f"User: {caller_arn} is not authorized to perform: {operation} {on_resource}"
        f"because no identity-based policy allows the {operation} action",
        403,
    )


def throttled() -> RefusalError:
    """Too many calls."""
    return RefusalError("Throttling", "Rate exceeded", 400)


def service_failure() -> RefusalError:
    """AWS failed: the call may have taken effect or not."""
    return RefusalError("ServiceFailure", "The request processing has failed because of an unknown error.", 500)


def expired_token() -> RefusalError:
    """The caller's session expired."""
    return RefusalError("ExpiredToken", "The security token included in the request is expired", 403)


def region_not_enabled() -> RefusalError:
    """The account has not enabled the Region, which therefore does not know its credentials."""
    return RefusalError("InvalidClientTokenId", "The security token included in the request is invalid.", 403)


def not_simulated(what: str) -> RefusalError:
    """Not an error of AWS: the simulation does not support the call, and nothing is sent to AWS."""
    return RefusalError("NotSimulated", f"The simulated account does not support {what}", 501)
