"""The names of the fields of a record and of the identity in it, as CloudTrail spells them.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html and
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html.
"""

from __future__ import annotations

RECORD_FIELDS = (
    *("eventVersion", "userIdentity", "eventTime", "eventSource", "eventName", "awsRegion", "sourceIPAddress"),
    *("userAgent", "errorCode", "errorMessage", "requestParameters", "responseElements", "additionalEventData"),
    *("requestID", "eventID", "readOnly", "resources", "eventType", "apiVersion", "managementEvent"),
    *("recipientAccountId", "serviceEventDetails", "sharedEventID", "vpcEndpointId", "eventCategory", "tlsDetails"),
    *("sessionCredentialFromConsole", "addendum", "edgeDeviceDetails", "insightDetails"),
)

IDENTITY_FIELDS = (
    *("type", "principalId", "arn", "accountId", "invokedBy", "accessKeyId", "userName", "credentialId"),
    *("sessionContext", "sessionIssuer", "attributes", "mfaAuthenticated", "creationDate", "onBehalfOf", "userId"),
    *("identityStoreArn", "webIdFederationData", "federatedProvider", "ec2RoleDelivery", "sourceIdentity"),
    "identityProvider",
)
