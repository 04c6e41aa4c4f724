"""An export: a file for each rule that the format expresses, and a README that says what it does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bks_tui import __version__
from bks_tui.core.detection.compile.event_pattern import event_rule
from bks_tui.core.detection.compile.formats import Format, translations
from bks_tui.core.detection.compile.translation import Exactness
from bks_tui.core.detection.watch import TARGET, WATCHED_RULES, WINDOW_DAYS
from bks_tui.core.text import pluralize
from bks_tui.export.detections.event_templates import MODULE, TEMPLATE, to_cloudformation, to_terraform

README = "README.md"

_USES: Mapping[str, str] = {
    "sigma": f"""\
Each file is one detection for records of CloudTrail: a rule, or a rule for calls and a correlation over it. Convert
the files with `sigma convert` and the backend of your SIEM. Field names are those of the records; map them in a
pipeline if yours differ.

How often a SIEM alerts while a correlation holds is left to it: bks marks each value that is counted from the wanted
number on, and the begin of each burst. Correlations look back {WINDOW_DAYS} days; a SIEM that keeps less finds
less.""",
    "eventbridge": f"""\
Each JSON file is one detection: its patterns, of which an event matches one, and what they need. `{TEMPLATE}` has
all of them for CloudFormation, and `{MODULE}` is a Terraform module that reads the JSON files. By hand:

    jq -c '.EventPatterns[0]' user-created.json > pattern.json
    aws events put-rule --name bks-user-created --event-pattern file://pattern.json --state ENABLED

- A pattern names `source`: only AWS can send events whose source begins with `aws.`, and anybody who may call
  `events:PutEvents` can send others with any content.
- CloudTrail sends the events that a trail logs, in their Region. Calls that only read arrive only at rules in the
  state `ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS`, and data events only if the trail logs them. Each file says
  what it needs.
- In a partition other than `aws`, replace `arn:aws:` in the ARNs of policies; the template and the module do so.""",
    "athena": f"""\
Each file is one query over the table that AWS documents for the logs of CloudTrail. Replace `cloudtrail_logs` by the
name of your table, and the condition on the partition `timestamp` by one on yours. As it is, a query reads the last
{WINDOW_DAYS} days. Athena charges for the bytes that it reads: limit accounts and Regions too if they are
partitions.""",
    "logs-insights": """\
Each file is one query for the log group to which a trail sends its events. Lines that begin with `#` are comments. A
query reads the period that you choose. Detections that compare several calls list the identities that made them.""",
}


def export_files(form: Format) -> Mapping[str, str]:
    """The files of an export, by name."""
    files = {README: _readme(form)}
    if form.slug == "eventbridge":
        rules = [rule for rule in WATCHED_RULES if translations(form)[rule.signal.name].text]
        files |= {TEMPLATE: to_cloudformation(tuple(map(event_rule, rules))), MODULE: to_terraform()}
    return {**files, **{file_name(form, name): each.text for name, each in translations(form).items() if each.text}}


def file_name(form: Format, name: str) -> str:
    """The file of a rule."""
    return f"{name}{form.ending}"


def summary_lines(form: Format) -> Iterator[str]:
    """How many rules are exact, and what is not, line by line."""
    compiled = translations(form)
    for exactness in Exactness:
        names = [name for name, each in compiled.items() if each.exactness is exactness]
        if names:
            listed = "" if exactness is Exactness.EXACT else f": {', '.join(names)}"
            yield f"{pluralize(len(names), 'detection')} {exactness.value}{listed}"


def _readme(form: Format) -> str:
    return "\n".join(
        (
            f"# Detections of bks for {form.title}",
            "",
            f"Detections for leaked AWS API keys. {TARGET}",
            "The same detections mark the events in the timelines of bks; `bks help detections` explains them. Do not",
            f"edit these files: `bks detections export --format {form.slug}` of bks {__version__} wrote them.",
            "",
            _USES[form.slug],
            "",
            "| detection | severity | technique | expressed |",
            "|---|---|---|---|",
            *_rows(form),
            "",
            *_section(form, Exactness.PARTIAL, "What is expressed in part"),
            *_section(form, Exactness.NOT_EXPRESSIBLE, "What cannot be expressed, and has no file"),
        )
    )


def _rows(form: Format) -> Iterator[str]:
    for rule in WATCHED_RULES:
        signal = rule.signal
        technique = signal.technique.partition(" ")[0]
        exactness = translations(form)[signal.name].exactness.value
        yield f"| `{signal.name}`: {signal.title} | {signal.severity.value} | {technique} | {exactness} |"


def _section(form: Format, exactness: Exactness, title: str) -> Iterator[str]:
    rules = {name: each for name, each in translations(form).items() if each.exactness is exactness}
    if rules:
        yield from (f"## {title}", "")
        yield from (f"- `{name}`: {' '.join(each.differences)}" for name, each in rules.items())
        yield ""
