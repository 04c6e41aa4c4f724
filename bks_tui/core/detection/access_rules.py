"""Rules on access: users, credentials and permissions created, added, reactivated and removed."""

from __future__ import annotations

from bks_tui.core.detection import matchers as when
from bks_tui.core.detection import signal as techniques
from bks_tui.core.detection.matchers import all_of, any_of, asked, by_another, by_target, called
from bks_tui.core.detection.signal import Rule, Severity, rule

ACCESS_RULES: tuple[Rule, ...] = (
    # Creation
    rule(
        "user-created",
        "User created",
        Severity.MEDIUM,
        techniques.CREATE_ACCOUNT,
        "The user stays after the API key that it was created for is deleted.",
        all_of(by_another, called("iam", "CreateUser")),
    ),
    rule(
        "user-created-by-target",
        "Another user created by the target",
        Severity.HIGH,
        techniques.CREATE_ACCOUNT,
        "Another user gives an attacker a way back in after this one is contained.",
        all_of(by_target, called("iam", "CreateUser")),
    ),
    rule(
        "api-key-created",
        "API key created",
        Severity.MEDIUM,
        techniques.ADDITIONAL_CREDENTIALS,
        "From this moment anyone who has the key can use it.",
        all_of(by_another, called("iam", "CreateServiceSpecificCredential")),
    ),
    rule(
        "second-api-key",
        "Another API key under the same name",
        Severity.HIGH,
        techniques.ADDITIONAL_CREDENTIALS,
        "An API key was created before for this name: deactivating that key does not stop this one.",
        lambda sighting: sighting.has_api_key,
    ),
    rule(
        "policy-of-api-key",
        "Policy for API keys attached",
        Severity.LOW,
        techniques.ADDITIONAL_ROLES,
        "The console attaches it for each API key; it defines what the key may do.",
        when.given_own_policy,
    ),
    rule(
        "quarantined",
        "Quarantined by AWS",
        Severity.HIGH,
        techniques.UNSECURED_CREDENTIALS,
        "AWS attaches this policy when it finds a key of the user in public; it does not block all use.",
        when.quarantined,
    ),
    # Pivot
    rule(
        "api-key-by-target",
        "API key created by the target",
        Severity.HIGH,
        techniques.ADDITIONAL_CREDENTIALS,
        "The new key keeps working after the first one is deactivated.",
        all_of(by_target, called("iam", "CreateServiceSpecificCredential")),
    ),
    rule(
        "credential-revived",
        "Credential reset or reactivated",
        Severity.HIGH,
        techniques.ADDITIONAL_CREDENTIALS,
        "A deactivated credential works again, or has a new secret that its owner does not know.",
        any_of(
            called("iam", "ResetServiceSpecificCredential"),
            all_of(called("iam", "UpdateServiceSpecificCredential", "UpdateAccessKey"), asked("status", "Active")),
        ),
    ),
    rule(
        "credential-added",
        "Access key or certificate added",
        Severity.HIGH,
        techniques.ADDITIONAL_CREDENTIALS,
        "It gives more access than the API key, and keeps working after the API key is deactivated.",
        called("iam", "CreateAccessKey", "UploadSigningCertificate", "UploadSSHPublicKey"),
    ),
    rule(
        "password-set",
        "Console password set",
        Severity.HIGH,
        techniques.ADDITIONAL_CREDENTIALS,
        "A user that was created for an API key does not need console access.",
        called("iam", "CreateLoginProfile", "UpdateLoginProfile", "ChangePassword"),
    ),
    rule(
        "permissions-added",
        "Permissions added",
        Severity.HIGH,
        techniques.ADDITIONAL_ROLES,
        "The key may do more than it was created for.",
        when.permissions_added,
    ),
    rule(
        "restriction-lifted",
        "Boundary, quarantine or MFA removed",
        Severity.HIGH,
        techniques.ADDITIONAL_ROLES,
        "A restriction on the user was removed.",
        any_of(
            called("iam", "DeleteUserPermissionsBoundary", "DeleteRolePermissionsBoundary", "DeactivateMFADevice"),
            when.quarantine_lifted,
        ),
    ),
    rule(
        "renamed",
        "User renamed",
        Severity.HIGH,
        techniques.MASQUERADE_ACCOUNT_NAME,
        "A renamed phantom user is missed by searches for the names that the console uses.",
        when.renamed,
    ),
    rule(
        "session-made",
        "Session created by the target",
        Severity.HIGH,
        techniques.ALTERNATE_AUTHENTICATION,
        "A session stays valid for up to 36 hours, even after the key that created it is deleted.",
        all_of(by_target, called("sts", "GetSessionToken", "GetFederationToken", "AssumeRole")),
    ),
    rule(
        "outside-service",
        "Phantom user outside its service",
        Severity.HIGH,
        techniques.CLOUD_ACCOUNTS,
        "An API key works for one service only; this call needs another credential of the user.",
        when.outside_service,
    ),
    rule(
        "access-removed",
        "Credential or user removed",
        Severity.MEDIUM,
        techniques.ACCESS_REMOVAL,
        "Containment if you did it; otherwise someone is locking out the owner or removing traces.",
        any_of(
            called(
                "iam",
                "DeleteAccessKey",
                "DeleteLoginProfile",
                "DeleteServiceSpecificCredential",
                "DeleteUser",
            ),
            all_of(called("iam", "UpdateServiceSpecificCredential", "UpdateAccessKey"), asked("status", "Inactive")),
        ),
    ),
)
