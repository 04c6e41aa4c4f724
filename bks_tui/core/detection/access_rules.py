"""Rules on access: users, credentials and permissions created, added, reactivated and removed."""

from __future__ import annotations

from bks_tui.core.detection import signal as techniques
from bks_tui.core.detection.calls import (
    ADDED_CREDENTIALS,
    ADDED_PERMISSIONS,
    ALIAS_WAS_TAKEN,
    ATTACHED_OWN_POLICY,
    ATTACHED_QUARANTINE,
    BY_ANOTHER,
    BY_TARGET,
    CONCERNS_TARGET,
    CREATED_API_KEY,
    CREATED_SESSION,
    DETACHED_QUARANTINE,
    FUNCTION_CHANGES,
    LIFTED_RESTRICTION,
    ONLY_DENIES,
    PREPARED_IDENTITY,
    SET_PASSWORD,
    SUCCEEDED,
)
from bks_tui.core.detection.conditions import (
    ByPhantomOf,
    ByService,
    Call,
    Comparison,
    Field,
    Not,
    OnTarget,
    Repeated,
    all_of,
    any_of,
    called,
)
from bks_tui.core.detection.signal import Rule, Severity, rule
from bks_tui.core.iam.user import NEVER_DAYS
from bks_tui.core.services import LONG_TERM_SERVICES, SERVICES

# Calls that any user can make, and that say nothing of another credential.
_NOISE = any_of(
    Call("signin"),
    Call("agreement-marketplace"),
    Call("discovery-marketplace"),
    Call("sts", ("GetCallerIdentity", "GetSessionToken", "GetAccessKeyInfo")),
)
_API_KEY_SERVICES = tuple(service.service_name for service in LONG_TERM_SERVICES if service.service_name)
_STATUS = "requestParameters.status"

ACCESS_RULES: tuple[Rule, ...] = (
    # Creation
    rule(
        "user-created",
        "User created",
        Severity.MEDIUM,
        techniques.CREATE_ACCOUNT,
        "The user stays after the API key that it was created for is deleted.",
        all_of(called("iam", "CreateUser"), BY_ANOTHER, OnTarget()),
    ),
    rule(
        "user-created-by-target",
        "Another user created by the target",
        Severity.HIGH,
        techniques.CREATE_ACCOUNT,
        "Another user gives an attacker a way back in after this one is contained.",
        all_of(called("iam", "CreateUser"), BY_TARGET),
    ),
    rule(
        "api-key-created",
        "API key created",
        Severity.MEDIUM,
        techniques.ADDITIONAL_CREDENTIALS,
        "From this moment anyone who has the key can use it.",
        all_of(CREATED_API_KEY, BY_ANOTHER, OnTarget()),
    ),
    rule(
        "second-api-key",
        "Another API key under the same name",
        Severity.HIGH,
        techniques.ADDITIONAL_CREDENTIALS,
        "An API key was created before for this name: deactivating that key does not stop this one.",
        Repeated(all_of(CREATED_API_KEY, CONCERNS_TARGET), times=2, or_shown_by=ALIAS_WAS_TAKEN),
    ),
    rule(
        "policy-of-api-key",
        "Policy for API keys attached",
        Severity.LOW,
        techniques.ADDITIONAL_ROLES,
        "The console attaches it for each API key; it defines what the key may do.",
        all_of(ATTACHED_OWN_POLICY, OnTarget()),
    ),
    rule(
        "quarantined",
        "Quarantined by AWS",
        Severity.HIGH,
        techniques.UNSECURED_CREDENTIALS,
        "AWS attaches this policy when it finds a key of the user in public; it does not block all use.",
        all_of(ATTACHED_QUARANTINE, OnTarget()),
    ),
    # Pivot
    rule(
        "api-key-by-target",
        "API key created by the target",
        Severity.HIGH,
        techniques.ADDITIONAL_CREDENTIALS,
        "The new key keeps working after the first one is deactivated.",
        all_of(CREATED_API_KEY, BY_TARGET),
    ),
    rule(
        "credential-revived",
        "Credential reset or reactivated",
        Severity.HIGH,
        techniques.ADDITIONAL_CREDENTIALS,
        "A deactivated credential works again, or has a new secret that its owner does not know.",
        all_of(
            any_of(
                called("iam", "ResetServiceSpecificCredential"),
                all_of(
                    called("iam", "UpdateServiceSpecificCredential", "UpdateAccessKey"),
                    Field(_STATUS, Comparison.EQUALS, ("Active",)),
                ),
            ),
            CONCERNS_TARGET,
        ),
    ),
    rule(
        "credential-added",
        "Access key or certificate added",
        Severity.HIGH,
        techniques.ADDITIONAL_CREDENTIALS,
        "It gives more access than the API key, and keeps working after the API key is deactivated.",
        all_of(called("iam", *ADDED_CREDENTIALS), CONCERNS_TARGET),
    ),
    rule(
        "password-set",
        "Console password set",
        Severity.HIGH,
        techniques.ADDITIONAL_CREDENTIALS,
        "A user that was created for an API key does not need console access.",
        all_of(called("iam", *SET_PASSWORD), CONCERNS_TARGET),
    ),
    rule(
        "permissions-added",
        "Permissions added",
        Severity.HIGH,
        techniques.ADDITIONAL_ROLES,
        "The key may do more than it was created for.",
        all_of(
            called("iam", *ADDED_PERMISSIONS),
            CONCERNS_TARGET,
            Not(ATTACHED_QUARANTINE),
            Not(ATTACHED_OWN_POLICY),
            Not(ONLY_DENIES),
        ),
    ),
    rule(
        "restriction-lifted",
        "Boundary, quarantine or MFA removed",
        Severity.HIGH,
        techniques.ADDITIONAL_ROLES,
        "A restriction on the user was removed.",
        all_of(any_of(called("iam", *LIFTED_RESTRICTION), DETACHED_QUARANTINE), CONCERNS_TARGET),
    ),
    rule(
        "renamed",
        "User renamed",
        Severity.HIGH,
        techniques.MASQUERADE_ACCOUNT_NAME,
        "A renamed phantom user is missed by searches for the names that the console uses.",
        all_of(
            called("iam", "UpdateUser"), Field("requestParameters.newUserName", Comparison.PRESENT), CONCERNS_TARGET
        ),
    ),
    rule(
        "session-made",
        "Session created by the target",
        Severity.HIGH,
        techniques.ALTERNATE_AUTHENTICATION,
        "A session stays valid for up to 36 hours, even after the key that created it is deleted.",
        all_of(CREATED_SESSION, BY_TARGET, SUCCEEDED),
    ),
    rule(
        "outside-service",
        "Phantom user outside its service",
        Severity.HIGH,
        techniques.CLOUD_ACCOUNTS,
        "An API key works for one service only; this call needs another credential of the user.",
        all_of(
            any_of(
                *(
                    all_of(ByPhantomOf(service.slug), Not(Call((service.service_name or "").partition(".")[0])))
                    for service in SERVICES
                    if service.phantom_prefixes
                )
            ),
            Field("eventSource", Comparison.PRESENT),
            Not(ByService()),
            Not(_NOISE),
        ),
    ),
    rule(
        "access-removed",
        "Credential or user removed",
        Severity.MEDIUM,
        techniques.ACCESS_REMOVAL,
        "Containment if you did it; otherwise someone is locking out the owner or removing traces.",
        all_of(
            any_of(
                called("iam", "DeleteAccessKey", "DeleteLoginProfile", "DeleteServiceSpecificCredential", "DeleteUser"),
                all_of(
                    called("iam", "UpdateServiceSpecificCredential", "UpdateAccessKey"),
                    Field(_STATUS, Comparison.EQUALS, ("Inactive",)),
                ),
            ),
            CONCERNS_TARGET,
        ),
    ),
    rule(
        "key-without-expiry",
        "API key without an expiry",
        Severity.MEDIUM,
        techniques.ADDITIONAL_CREDENTIALS,
        "If it leaks, it works until someone deactivates it.",
        all_of(
            called("iam", "CreateServiceSpecificCredential"),
            CONCERNS_TARGET,
            Field("requestParameters.serviceName", Comparison.EQUALS, _API_KEY_SERVICES),
            any_of(
                Field("requestParameters.credentialAgeDays", Comparison.ABSENT),
                Field("requestParameters.credentialAgeDays", Comparison.AT_LEAST, (NEVER_DAYS,)),
            ),
        ),
    ),
    rule(
        "identity-prepared",
        "Role, policy, provider or MFA device created by the target",
        Severity.HIGH,
        techniques.ACCOUNT_MANIPULATION,
        "It is a way back in that does not depend on the user or its keys.",
        all_of(called("iam", *PREPARED_IDENTITY), BY_TARGET),
    ),
    rule(
        "function-changed",
        "Lambda function changed or opened by the target",
        Severity.HIGH,
        techniques.SERVERLESS,
        "Its code runs with the permissions of its role, and a function URL can be called from anywhere.",
        all_of(called("lambda", *FUNCTION_CHANGES), BY_TARGET),
    ),
)
