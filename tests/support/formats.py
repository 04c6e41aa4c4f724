"""What is wrong with a document in a format of another tool, by the model or the schema of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import botocore.session
import stix2
from botocore.validate import ParamValidator
from jsonschema import Draft4Validator, FormatChecker
from py_ocsf_models.events.findings.detection_finding import DetectionFinding
from pydantic import ValidationError

# The schema of OASIS, under its IPR policy, as published: https://github.com/oasis-tcs/sarif-spec (sarif-2.1/schema).
_SARIF = Path(__file__).parent.parent / "export" / "findings" / "sarif-schema-2.1.0.json"
# https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format-attributes.html
_ASFF_LENGTHS = {"Title": 256, "Description": 1024, "GeneratorId": 512, "Id": 512}
_ASFF_LARGEST = 240_000


def ocsf_faults(events: Iterable[Any]) -> list[str]:
    """What is wrong with events, by py-ocsf-models, and fields whose times are no milliseconds."""
    faults = []
    for event in events:
        try:
            DetectionFinding.model_validate(event)
        except ValidationError as error:
            faults.append(str(error))
        if not 10**12 < event["time"] < 10**13:
            faults.append(f"time {event['time']} is not in milliseconds")
    return faults


def asff_faults(findings: list[dict[str, Any]]) -> list[str]:
    """What is wrong with findings, by boto3's model of Security Hub, and by the lengths and enumerations of ASFF."""
    shape = _security_hub().operation_model("BatchImportFindings").input_shape
    report = ParamValidator().validate({"Findings": findings}, shape)
    faults = [report.generate_report()] if report.has_errors() else []
    for finding in findings:
        faults += [f"{name} is too long" for name, most in _ASFF_LENGTHS.items() if len(finding[name]) > most]
        faults += ["too large"] if len(json.dumps(finding)) > _ASFF_LARGEST else []
        faults += [f"{path} is blank" for path, text in _texts(finding) if not re.search(r"\S", text)]
        faults += ["severity"] if finding["Severity"]["Label"] not in _enum("SeverityLabel") else []
        faults += ["partition"] if finding["Resources"][0]["Partition"] not in _enum("Partition") else []
        faults += ["fields"] if len(finding["ProductFields"]) > 50 else []
    return faults


def sarif_faults(log: Mapping[str, Any]) -> list[str]:
    """What is wrong with a log, by the schema of SARIF 2.1.0."""
    return [f"{fault.json_path}: {fault.message}" for fault in _sarif().iter_errors(log)]


def stix_faults(bundle: Mapping[str, Any]) -> list[str]:
    """What is wrong with a bundle, by stix2 and its grammar of patterns; references that lead nowhere too."""
    try:
        parsed = stix2.parse(dict(bundle), allow_custom=False)
    except (stix2.exceptions.STIXError, ValueError) as error:
        return [str(error)]
    ids = {each["id"] for each in parsed.objects}
    named = {
        reference
        for each in bundle["objects"]
        for name, value in each.items()
        if name.endswith(("_ref", "_refs"))
        for reference in ([value] if isinstance(value, str) else value)
    }
    return [f"{missing} is not in the bundle" for missing in named - ids]


def texts_in(value: Any) -> list[str]:
    """Every text and every name in a document."""
    return [text for _, text in _texts(value)]


def _texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield f"{path}/", name
            yield from _texts(item, f"{path}/{name}")
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item, path)


@cache
def _security_hub() -> Any:
    return botocore.session.get_session().get_service_model("securityhub")


def _enum(shape: str) -> list[str]:
    return list(_security_hub().shape_for(shape).enum)


@cache
def _sarif() -> Draft4Validator:
    return Draft4Validator(json.loads(_SARIF.read_text(encoding="utf-8")), format_checker=FormatChecker())
