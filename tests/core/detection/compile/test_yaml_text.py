"""Plain data is written as YAML that is read as the same data."""

from __future__ import annotations

import yaml
from hypothesis import given
from hypothesis import strategies as st

from bks_tui.core.detection.compile.yaml_text import Yaml, to_yaml

# One line of what YAML allows in a file.
TEXTS = st.text(st.characters(min_codepoint=0x20, max_codepoint=0xD7FF, blacklist_categories=("Cc", "Zl", "Zp")))
SCALARS = st.one_of(TEXTS, st.integers(), st.booleans(), st.none())
NAMES = st.from_regex(r"[a-z][a-zA-Z_.|]{0,20}", fullmatch=True)
VALUES = st.recursive(
    SCALARS,
    lambda values: st.one_of(
        st.lists(values, min_size=1, max_size=3), st.dictionaries(NAMES, values, min_size=1, max_size=3)
    ),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(NAMES, VALUES, min_size=1, max_size=4), min_size=1, max_size=3))
def test_what_is_written_is_read_again(documents: list[dict[str, object]]) -> None:
    assert list(yaml.safe_load_all(to_yaml(documents))) == documents  # type: ignore[arg-type] # values of any depth


def test_a_file_reads_like_one_of_a_person() -> None:
    document: dict[str, Yaml] = {
        "title": "It's one",
        "tags": ["a", "b"],
        "detection": {"call": [{"x": 1, "y": None}, {"z": True}]},
    }
    assert to_yaml([document, {"id": "2"}]) == (
        "title: 'It''s one'\n"
        "tags:\n"
        "  - 'a'\n"
        "  - 'b'\n"
        "detection:\n"
        "  call:\n"
        "    - x: 1\n"
        "      y: null\n"
        "    - z: true\n"
        "---\n"
        "id: '2'\n"
    )
