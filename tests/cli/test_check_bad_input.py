"""Whatever is handed to `assistant check`: one sentence and the documented exit code, or findings; never a traceback.

2: it is no plan that can be read · 5: it can be read, and no step of a plan is in it · 1 and 0: it was judged.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic_core import from_json

from assistant.planning.schema import SCHEMA_VERSION, dump
from tests.cli.conftest import Run
from tests.planning.plans import support


def _ours(**changes: Any) -> str:  # noqa: ANN401 - any JSON value
    return json.dumps({**from_json(dump(support())), **changes})


def _cyclic() -> str:
    raw = from_json(dump(support()))
    first, second = (raw["stages"][at]["id"] for at in (0, 1))
    raw["stages"][0]["depends_on"], raw["stages"][1]["depends_on"] = [second], [first]
    return json.dumps(raw)


REFUSED: dict[str, tuple[str | bytes, int, str]] = {
    "nothing": ("", 2, "empty"),
    "white space": (" \n\t\n", 2, "empty"),
    "a byte order mark alone": (b"\xef\xbb\xbf", 2, "empty"),
    "binary": (b"\x00\x01\x02", 2, "binary"),
    "latin-1": (b"caf\xe9", 2, "UTF-8"),
    "10 MB": ("- Ship to users\n" * 650_000, 2, "5 MB"),
    "a list": ("[]", 2, "object"),
    "a list of tasks": ('[{"id": "T001", "title": "Label 5,000 tickets"}]', 2, "object"),
    "an empty object": ("{}", 2, "schema_version"),
    "null": ("null", 2, "object"),
    "a number": ("42", 2, "object"),
    "a JSON string": ('"Label 5,000 tickets, then ship to users"', 2, "object"),
    "not a number": ("NaN", 2, "not JSON"),
    "not a number inside": (_ours().replace('"revision": 1', '"revision": NaN'), 2, "not JSON"),
    "infinity inside": (_ours().replace('"revision": 1', '"revision": Infinity'), 2, "not JSON"),
    "broken JSON": ('{"schema_version": 1,', 2, "not JSON"),
    "nested past reason": ("[" * 100_000, 5, "No step"),
    "nested objects": ('{"a":' * 100_000, 2, "not JSON"),
    "an unknown key": (_ours(colour="red"), 2, "colour"),
    "an unknown key far down": (_ours().replace('"deliverable"', '"delivrable"', 1), 2, "deliv"),
    "a newer version": (_ours(schema_version=SCHEMA_VERSION + 1), 2, f"schema_version {SCHEMA_VERSION + 1}"),
    "a version from far ahead": (_ours(schema_version=99), 2, "schema_version 99"),
    "a version in words": (_ours(schema_version="one"), 2, "schema_version"),
    "no version": (json.dumps({"title": "A plan"}), 2, "schema_version"),
    "words without a plan": ("hello", 5, "No step"),
    "headings that plan nothing": ("# Shopping\n\n## Milk\n\n## Bread\n", 5, "No step"),
    "only code": ("```\nShip to 20 customers\n```\n", 5, "No step"),
    "only a comment": ("<!-- Ship to 20 customers -->\n", 5, "No step"),
    "only rulers": ("---\n\n***\n\n===\n", 5, "No step"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_judged_is_one_sentence_and_its_code(run: Run, name: str) -> None:
    data, code, says = REFUSED[name]
    result = run("check", "-", input=data)
    assert (result.exit_code, result.stdout) == (code, "")
    assert len(result.stderr.splitlines()) == 1
    assert says in result.stderr
    document = run("check", "-", "--json", input=data)
    assert document.exit_code == code
    assert set(from_json(document.stdout)["error"]) == {"code", "message", "where", "fix"}


JUDGED: dict[str, tuple[str, int, str]] = {
    "headings only": (
        "# Bot\n\n## Data labelling\n\n## Model training\n\n## Launch to customers\n",
        1,
        "PF101 error line 3",
    ),
    "a list that begins with a bracket": ("[ ] Ship to 20 customers by 1 March", 1, "PF203 error text"),
    "stages in a circle": (_cyclic(), 1, "PF106 error stages"),
    "an older version": (_ours(schema_version=1), 0, ""),
    "dependencies in a circle": (
        "- T001 Ship to 9 users (depends on T002)\n- T002 Log outcomes (depends on T001)\n",
        1,
        "PF106 error line 1",
    ),
    "a line that controls terminals": (
        "- Label 5,000 tickets \x1b]0;owned\x07\n- Ship to users\n",
        1,
        "PF101 error line 1",
    ),
    "a script in every line": ("- Label 5,000 tickets <script>alert(1)</script>\n" * 3, 1, "PF101 error line 3"),
}


@pytest.mark.parametrize("name", JUDGED)
def test_odd_plans_are_judged_all_the_same(run: Run, name: str) -> None:
    text, code, says = JUDGED[name]
    result = run("check", "-", input=text)
    assert (result.exit_code, "Traceback" in result.output) == (code, False)
    assert says in result.stdout
    assert not {"\x1b", "\x07"} & set(result.output)
    document = from_json(run("check", "-", "--json", input=text).stdout)
    assert bool(document["findings"]) >= (code == 1)


def test_markdown_in_a_json_file_is_no_json(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text("# Plan\n\n- Ship to users\n", encoding="utf-8")
    assert run("check", str(file)).exit_code == 2


def test_a_plan_too_long_to_read_whole_says_so(run: Run) -> None:
    document = from_json(run("check", "-", "--json", input="- Ship to 20 customers by 1 March\n" * 2_100).stdout)
    assert any("first 2,000 steps" in finding["message"] for finding in document["findings"])
