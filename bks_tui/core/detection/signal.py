"""Signals, and the rules that give them: one row each, in the tables of rules by subject."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bks_tui.core.detection.conditions import Condition, Pattern
from bks_tui.core.document import Tone


class Severity(Enum):
    """How important a signal is, most urgent first."""

    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"

    @property
    def urgency(self) -> int:
        """The sort order of the severity: 0 is the most urgent."""
        return list(Severity).index(self)

    @property
    def tone(self) -> Tone:
        """The tone of a signal of this severity."""
        return {Severity.HIGH: Tone.DANGER, Severity.MEDIUM: Tone.WARNING, Severity.LOW: Tone.INFO}[self]


@dataclass(frozen=True, slots=True)
class Signal:
    """A possible meaning of an event. `technique` is the MITRE ATT&CK id and its name; `why` is one sentence."""

    name: str
    title: str
    severity: Severity
    technique: str
    why: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A signal and its condition."""

    signal: Signal
    condition: Condition | Pattern


def rule(name: str, title: str, severity: Severity, technique: str, why: str, condition: Condition | Pattern) -> Rule:
    """One row of a table of rules."""
    return Rule(Signal(name, title, severity, technique, why), condition)


CREATE_ACCOUNT = "T1136.003 Create Account: Cloud Account"
ACCOUNT_MANIPULATION = "T1098 Account Manipulation"
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
SERVER_COMPONENT = "T1505 Server Software Component"
STORED_DATA = "T1565.001 Data Manipulation: Stored Data Manipulation"
INTERNAL_IMAGE = "T1525 Implant Internal Image"
SERVERLESS = "T1648 Serverless Execution"
