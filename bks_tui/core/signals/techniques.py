"""The techniques of MITRE ATT&CK that the signals name, id and name, as of ATT&CK v19 (https://attack.mitre.org/).

v19 renumbered the impairment of defences: T1685 was T1562.001 before, T1685.002 was T1562.008.
"""

from __future__ import annotations

CREATE_ACCOUNT = "T1136.003 Create Account: Cloud Account"
ADDITIONAL_CREDENTIALS = "T1098.001 Account Manipulation: Additional Cloud Credentials"
ADDITIONAL_ROLES = "T1098.003 Account Manipulation: Additional Cloud Roles"
ACCOUNT_DISCOVERY = "T1087.004 Account Discovery: Cloud Account"
SERVICE_DISCOVERY = "T1526 Cloud Service Discovery"
SERVICE_HIJACKING = "T1496.004 Resource Hijacking: Cloud Service Hijacking"
DISABLE_CLOUD_LOG = "T1685.002 Disable or Modify Tools: Disable or Modify Cloud Log"
DISABLE_TOOLS = "T1685 Disable or Modify Tools"
DATA_DESTRUCTION = "T1485 Data Destruction"
CLOUD_ACCOUNTS = "T1078.004 Valid Accounts: Cloud Accounts"
ALTERNATE_AUTHENTICATION = "T1550.001 Use Alternate Authentication Material: Application Access Token"
ACCESS_REMOVAL = "T1531 Account Access Removal"
MASQUERADE_ACCOUNT_NAME = "T1036.010 Masquerading: Masquerade Account Name"
UNSECURED_CREDENTIALS = "T1552 Unsecured Credentials"
