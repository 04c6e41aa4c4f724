"""TLP 2.0 as markings of STIX 2.1, with the ids that OASIS has published for them.

https://github.com/oasis-open/cti-stix-common-objects/tree/main/extension-definition-specifications/tlp-2.0
"""

from __future__ import annotations

_EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
_CREATED = "2022-10-01T00:00:00.000Z"

# With whom a text may be shared: https://www.first.org/tlp/
_IDS = {
    "clear": "94868c89-83c2-464b-929b-a1a8aa3c8487",
    "green": "bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    "amber": "55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    "amber+strict": "939a9414-2ddd-4d32-a0cd-375ea402b003",
    "red": "e828b379-4e03-4974-9ac4-e53a884c97c1",
}


def marking_id(tlp: str) -> str:
    """The id of a marking, by the name of the label in small letters."""
    return f"marking-definition--{_IDS[tlp]}"


def marking_definition(tlp: str) -> dict[str, object]:
    """The marking as OASIS has published it."""
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": marking_id(tlp),
        "created": _CREATED,
        "name": f"TLP:{tlp.upper()}",
        "extensions": {_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": tlp}},
    }
