"""Rules on who can get in: users, credentials and permissions made, added, revived and removed."""

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
        "A user outlives the API key that it was made for.",
        all_of(by_another, called("iam", "CreateUser")),
    ),
    rule(
        "user-created-by-target",
        "Another user created by the target",
        Severity.HIGH,
        techniques.CREATE_ACCOUNT,
        "A user that creates users leaves itself a way back in.",
        all_of(by_target, called("iam", "CreateUser")),
    ),
    rule(
        "api-key-created",
        "API key created",
        Severity.MEDIUM,
        techniques.ADDITIONAL_CREDENTIALS,
        "From here on the key works for whoever holds it.",
        all_of(by_another, called("iam", "CreateServiceSpecificCredential")),
    ),
    rule(
        "second-api-key",
        "Another API key under the same name",
        Severity.HIGH,
        techniques.ADDITIONAL_CREDENTIALS,
        "One was made before, or the plain alias was taken: deactivating that key does not stop this one.",
        lambda sighting: sighting.has_api_key,
    ),
    rule(
        "policy-of-api-key",
        "Policy for API keys attached",
        Severity.LOW,
        techniques.ADDITIONAL_ROLES,
        "The console does so for each API key; it is what the key may do.",
        when.given_own_policy,
    ),
    rule(
        "quarantined",
        "Quarantined by AWS",
        Severity.HIGH,
        techniques.UNSECURED_CREDENTIALS,
        "AWS attaches this policy when it finds a key of the user in public; it does not stop all use.",
        when.quarantined,
    ),
    # Pivot
    rule(
        "api-key-by-target",
        "API key created by the target",
        Severity.HIGH,
        techniques.ADDITIONAL_CREDENTIALS,
        "A user that creates keys survives the loss of the one it came with.",
        all_of(by_target, called("iam", "CreateServiceSpecificCredential")),
    ),
    rule(
        "credential-revived",
        "Credential reset or activated again",
        Severity.HIGH,
        techniques.ADDITIONAL_CREDENTIALS,
        "What was stopped works again, or has a secret that its owner does not know.",
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
        "It opens more than the API key did, and goes on when the API key is stopped.",
        called("iam", "CreateAccessKey", "UploadSigningCertificate", "UploadSSHPublicKey"),
    ),
    rule(
        "password-set",
        "Console password set",
        Severity.HIGH,
        techniques.ADDITIONAL_CREDENTIALS,
        "A user for an API key needs no way into the console.",
        called("iam", "CreateLoginProfile", "UpdateLoginProfile", "ChangePassword"),
    ),
    rule(
        "permissions-added",
        "Permissions added",
        Severity.HIGH,
        techniques.ADDITIONAL_ROLES,
        "The key may do more than what it was made for.",
        when.permissions_added,
    ),
    rule(
        "restriction-lifted",
        "Boundary, quarantine or MFA removed",
        Severity.HIGH,
        techniques.ADDITIONAL_ROLES,
        "What held the user back is gone.",
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
        "A phantom under another name is missed by all who look for the console's names.",
        when.renamed,
    ),
    rule(
        "session-made",
        "Session made by the target",
        Severity.HIGH,
        techniques.ALTERNATE_AUTHENTICATION,
        "A session outlives the key that made it, by up to 36 hours.",
        all_of(by_target, called("sts", "GetSessionToken", "GetFederationToken", "AssumeRole")),
    ),
    rule(
        "outside-service",
        "Phantom user outside its service",
        Severity.HIGH,
        techniques.CLOUD_ACCOUNTS,
        "An API key opens one service; this takes another credential of the user.",
        when.outside_service,
    ),
    rule(
        "access-removed",
        "Credential or user removed",
        Severity.MEDIUM,
        techniques.ACCESS_REMOVAL,
        "Containment if it was yours; else somebody locks the owner out or removes traces.",
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
