"""The target of a search: a user, an access key, a session or an ARN, parsed from user input."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bks_tui.core.account.member import is_account_id
from bks_tui.core.cloudtrail.event import Actor, ActorKind
from bks_tui.core.errors import UsageError
from bks_tui.core.harmless import described, is_harmless, safe_name
from bks_tui.core.keys.access_key_id import AccessKeyClass, access_key_class, account_of
from bks_tui.core.keys.alias import CredentialAlias, parse_alias
from bks_tui.core.keys.decoded_key import DecodedKey
from bks_tui.core.keys.one_key import one_key

_ACCESS_KEY_ID = re.compile(r"(?:AKIA|ASIA)[A-Z0-9]{12,124}")
_ROLE = re.compile(r":(?:assumed-role/(?P<issuer>[^/]+)/|role/(?:.*/)?(?P<role>[^/]+)$)")
_USER_NAME = re.compile(r"[\w+=,.@-]{1,64}", re.ASCII)
_ARN = re.compile(r"arn:[a-z-]+:(?P<service>[a-z0-9-]+):[a-z0-9-]*:(?P<account>\d{12})?:(?P<resource>\S+)", re.ASCII)

_LONGEST_REPEATED = 128

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes
_UNIQUE_ID = re.compile(r"(?P<prefix>ACCA|AIDA|AROA)[A-Z0-9]{16,17}")
_UNIQUE_IDS = {"ACCA": "a service-specific credential", "AIDA": "a user", "AROA": "a role"}


class TargetKind(Enum):
    """The kind of a target."""

    USER = "IAM user"
    ACCESS_KEY = "access key"
    SESSION = "session"
    ARN = "ARN"


@dataclass(frozen=True, slots=True)
class Target:
    """Whose events are searched.

    `text` identifies it and can be used again as input; it never contains a secret. `user_name` is
    the user name in CloudTrail: an IAM user's, a role session's or `root`; None where only an
    access key id or an ARN is known. `account_id` is its account, if known.
    `other_names` are former and later names of the user, as AWS shows them.
    """

    kind: TargetKind
    text: str
    user_name: str | None
    access_key_ids: tuple[str, ...]
    description: str
    account_id: str | None = None
    other_names: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All its known current and former names, the given name first."""
        return (*((self.user_name,) if self.user_name else ()), *self.other_names)

    @property
    def named_account_id(self) -> str | None:
        """The account that it names, itself or by an access key id. A pasted key may be forged: verify the account."""
        named = (self.account_id, *map(account_of, self.access_key_ids))
        return next((each for each in named if each and is_account_id(each)), None)

    @property
    def role_name(self) -> str | None:
        """The role that it is, or is a session of, if an ARN shows it."""
        role = _ROLE.search(self.text)
        return (role["issuer"] or role["role"]) if role else None

    @property
    def alias(self) -> str | None:
        """The alias of the API key that was given. A user name can look like an alias too."""
        is_key = self.kind is TargetKind.USER and self.text != self.user_name and parse_alias(self.text)
        return self.text if is_key else None

    def is_actor(self, actor: Actor) -> bool:
        """Whether the target made a call, itself or by one of its sessions."""
        if actor.access_key_id in self.access_key_ids or self.text in (actor.arn, actor.issuer_arn):
            return True
        if actor.kind in (ActorKind.ROLE_SESSION, ActorKind.IDENTITY_CENTER, ActorKind.SERVICE):
            # Anyone who assumes a role can choose the session name.
            return False
        # The session that GetFederationToken gives names the user as its issuer.
        issuer = (actor.issuer_arn or "").partition(":user/")[2].rpartition("/")[2]
        return actor.name in self.names or issuer in self.names

    def is_affected(self, resources: Iterable[str]) -> bool:
        """Whether the target is among the resources of a call: by a name, an access key id or an ARN."""
        # Anyone who assumes a role can choose the session name.
        names = (self.role_name,) if self.kind is TargetKind.SESSION else (*self.names, self.role_name)
        return any(
            one in names
            or one in self.access_key_ids
            or one == self.text
            or (":user/" in one and one.rpartition("/")[2] in names)
            for one in resources
        )


def parse_target(text: str, now: datetime) -> Target:
    """The target in `text`. `now` (aware) decides whether a pasted key has expired.

    Raises UsageError for text that is not an API key, access key id, ARN or user name.
    """
    text = text.strip()
    key = one_key(text, now)
    if key:
        return target_of_key(key)
    if text.startswith("arn:"):
        return target_of_arn(text)
    return _of_word(text)


def is_access_key_id(text: str) -> bool:
    """Whether it is the id of an access key or of a session."""
    return _ACCESS_KEY_ID.fullmatch(text) is not None


def target_of_user(name: str, account_id: str) -> Target:
    """The target for an existing user, whatever its name."""
    return Target(TargetKind.USER, name, name, (), f"the user {name}", account_id)


def target_of_key(key: DecodedKey) -> Target:
    """The target for a decoded key. Raises UsageError if the key does not identify its user or signer."""
    if key.alias:
        return target_of_alias(key.alias)
    if key.access_key_id is None:
        raise UsageError("This API key does not identify its user.", "Give the name of its user.")
    # The key works in one Region only; the credentials that signed it work in every Region.
    bound = f" for {key.region}" if key.region else ""
    return target_of_access_key(key.access_key_id, key.account_id, f"that signed a short-term key{bound}")


def target_of_alias(alias: CredentialAlias) -> Target:
    """The target for the API key of an alias."""
    description = f"the user {alias.user} (its name when the key {alias.text} was created)"
    return Target(TargetKind.USER, alias.text, alias.user, (), description, alias.account_id)


def target_of_access_key(access_key_id: str, account_id: str | None, role: str = "") -> Target:
    """The target for an access key or the key of a session; `role` says what else it did."""
    is_session = access_key_class(access_key_id) is AccessKeyClass.SESSION
    what = "the session with the key" if is_session else "the access key"
    return Target(
        TargetKind.SESSION if is_session else TargetKind.ACCESS_KEY,
        access_key_id,
        None,
        (access_key_id,),
        f"{what} {access_key_id} {role}".rstrip(),
        account_id,
    )


def target_of_arn(text: str) -> Target:
    """The target for an ARN. Raises UsageError for what is none, and for what may be a secret."""
    arn = _ARN.fullmatch(text)
    if arn is None:
        raise UsageError(f"{_repeated(text)} is not an ARN.", "The ARN of a user ends in :user/NAME.")
    _require_harmless(text)
    kind, name, description = TargetKind.ARN, None, f"the resource {text}"
    what, _, path = arn["resource"].partition("/")
    if (arn["service"], what) == ("iam", "user"):
        kind, name = TargetKind.USER, path.rpartition("/")[2]
        description = f"the user {name}"
    elif (arn["service"], what) == ("sts", "assumed-role"):
        kind, name = TargetKind.SESSION, path.rpartition("/")[2]
        description = f"the role session {path}"
    elif (arn["service"], what) == ("iam", "root"):
        name, description = "root", f"the root user of {arn['account']}"
    return Target(kind, text, name, (), description, arn["account"])


def _require_harmless(text: str) -> None:
    """Refuse a possible secret: it would be sent to AWS, recorded by CloudTrail, and shown in the result."""
    if not is_harmless(text):
        raise UsageError(
            f"{_repeated(text)} may be a secret, so bks does not search for it.",
            "If it is a user name, give the id of one of the user's keys instead.",
        )


def _repeated(text: str) -> str:
    """A given text as an error may repeat it: never a whole paste."""
    return safe_name(text) if len(text) <= _LONGEST_REPEATED else described(text)


def _of_word(text: str) -> Target:
    unique_id = _UNIQUE_ID.fullmatch(text)
    if unique_id:
        what = _UNIQUE_IDS[unique_id["prefix"]]
        raise UsageError(f"{text} is the id of {what}, and CloudTrail cannot search for it.", "Give the user's name.")
    if is_access_key_id(text):
        return target_of_access_key(text, None)
    alias = parse_alias(text)
    if alias:
        return target_of_alias(alias)
    if len(text) > _LONGEST_REPEATED:
        raise UsageError("The text names no principal.", "Give a user name, access key id, ARN or API key.")
    if not _USER_NAME.fullmatch(text):
        what = f"{_repeated(text)} is not a" if text else "The input is empty: give a"
        raise UsageError(
            f"{what} user name, access key id, ARN or API key.", "User names have 1 to 64 letters, digits and _+=,.@-."
        )
    _require_harmless(text)
    return Target(TargetKind.USER, text, text, (), f"the user {text}")
