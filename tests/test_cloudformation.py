"""cfn-lint finds nothing in any CloudFormation template that bks has or prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from bks_tui.core.account.member_role import Access, member_role
from bks_tui.core.detection.compile.formats import FORMATS_BY_SLUG
from bks_tui.export.detections.to_files import export_files
from bks_tui.export.organization.to_cloudformation import to_cloudformation
from scps.write_down import HERE
from tests.core.account.test_member_role import NEWER

# One of each partition.
REGIONS = ("us-east-1", "us-gov-west-1", "cn-north-1")


# To import cfn-lint takes seconds: one worker does so, and only where it runs these tests.
@pytest.mark.xdist_group("cfn-lint")
def test_cfn_lint_finds_nothing_in_the_templates(tmp_path: Path) -> None:
    """One run for all: the rules take longer to load than a template to check."""
    from cfnlint.config import ConfigMixIn
    from cfnlint.runner import Runner

    for access in Access:
        for account in (None, "111122223333"):
            template = to_cloudformation(member_role(access, trusted_account=account))
            (tmp_path / f"{access.value}-{account}.yaml").write_text(template, encoding="utf-8")
    events = export_files(FORMATS_BY_SLUG["eventbridge"])["template.yaml"]
    (tmp_path / "detections.yaml").write_text(events, encoding="utf-8")
    templates = [*(HERE / "cloudformation").glob("*.json"), *tmp_path.glob("*.yaml")]
    config = ConfigMixIn(["--regions", *REGIONS, "--", *map(str, templates)])
    newer = tuple(f"'{action.partition(':')[2].lower()}' is not one of" for action in NEWER)
    found = [match for match in Runner(config).run() if not match.message.startswith(newer)]
    assert [f"{match.filename}: {match.message}" for match in found] == []
