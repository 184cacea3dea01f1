"""The published form of a suite is the one that is read, and every shipped case has it."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest

from assistant.evals import schemas, suites

_FOLDER = Path(__file__).resolve().parents[2] / "evals" / "suites"


def test_the_published_forms_are_those_of_the_types() -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in _FOLDER.glob("*.schema.json")}
    assert written == schemas.files(), "run `python docs/eval_forms.py`"


@pytest.mark.parametrize("name", sorted(suites.shipped()))
def test_every_shipped_suite_has_the_published_form(name: str) -> None:
    head = tomllib.loads((_FOLDER / name / "suite.toml").read_text(encoding="utf-8"))
    jsonschema.validate(head, schemas.suite_schema())
    lines = [
        line for file in (_FOLDER / name).glob("*.jsonl") for line in file.read_text(encoding="utf-8").splitlines()
    ]
    assert lines
    if head.get("reads") != "questions":
        judge = jsonschema.Draft202012Validator(schemas.case_schema())
        assert [error.message for line in lines for error in judge.iter_errors(json.loads(line))] == []


def test_the_form_refuses_what_the_reader_refuses() -> None:
    judge = jsonschema.Draft202012Validator(schemas.case_schema())
    assert judge.is_valid({"id": "a", "brief": "x", "expect": {"valid_plan": True}})
    for wrong in ({"is_good": True}, {"valid_plan": "yes"}, {"notes_cited_at_least": 0}):
        assert not judge.is_valid({"id": "a", "brief": "x", "expect": wrong})
