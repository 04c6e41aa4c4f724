"""Copies of CloudWatch keys in Secrets Manager, in one Region: names and tags, never a value.

https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bks_tui.aws.api import Answer, Api, in_utc
from bks_tui.core.harmless import without_secrets
from bks_tui.core.timeline.findings import FindingSource, SourceFinding

_MOST_WORDS = 10


def secret_findings(secrets_manager: Api, region: str, words: Sequence[str]) -> tuple[SourceFinding, ...]:
    """The secrets that mention one of these words: names, aliases and ids of keys. Raises AwsError.

    Only metadata is listed. Secrets that are marked for deletion can be restored, so they are listed too.
    """
    found: dict[str, SourceFinding] = {}
    for start in range(0, len(words), _MOST_WORDS):
        # AWS splits each value into words, and finds more than those that contain all of it.
        some = [{"Key": "all", "Values": list(words[start : start + _MOST_WORDS])}]
        for item in secrets_manager.all(
            "ListSecrets", "SecretList", _metadata, Filters=some, IncludePlannedDeletion=True
        ):
            if any(_mentions(item, word) for word in words):
                found[item["ARN"]] = _finding(region, item)
    return tuple(found.values())


def _metadata(item: Answer) -> Answer:
    return {**item, "ARN": item["ARN"], "Name": item["Name"]}


def _mentions(item: Answer, word: str) -> bool:
    texts = (item["Name"], item.get("Description", ""), *(text for pair in _tags(item) for text in pair))
    return any(word.casefold() in text.casefold() for text in texts)


def _tags(item: Answer) -> Iterator[tuple[str, str]]:
    for tag in item.get("Tags", ()):
        yield tag.get("Key", ""), tag.get("Value", "")


def _finding(region: str, item: Answer) -> SourceFinding:
    tags = ", ".join(f"{key}={value}" for key, value in _tags(item))
    deleted = f"to be deleted on {in_utc(item['DeletedDate']):%Y-%m-%d}" if item.get("DeletedDate") else ""
    changed = item.get("LastChangedDate") or item.get("CreatedDate")
    return SourceFinding(
        FindingSource.SECRETS_MANAGER,
        kind="secret",
        severity=None,
        time=in_utc(changed) if changed else None,
        region=region,
        # Somebody may have put a key into a tag.
        title=without_secrets(
            " · ".join(filter(None, (f"secret {item['Name']}", f"tags {tags}" if tags else "", deleted)))
        ),
        finding_id=item["ARN"],
        about=item["Name"],
    )
