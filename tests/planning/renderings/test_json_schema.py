"""The published schema and its page are those of the loader, and every key is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from pydantic_core import from_json

from assistant.planning.renderings import json_schema
from assistant.planning.renderings.keys import KEYS
from assistant.planning.schema import Plan, dump
from tests.planning.plans import GOOD, support

DOCS = Path(__file__).resolve().parents[3] / "docs"
VALIDATOR = jsonschema.Draft202012Validator(json_schema.schema())


@pytest.mark.parametrize(("name", "make"), [("plan.schema.json", json_schema.text), ("plan.md", json_schema.page)])
def test_what_is_published_is_what_the_models_say_today(name: str, make: Callable[[], str]) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == make(), "run: python docs/renderings.py"


def test_every_key_is_told_and_no_other() -> None:
    told = {name: set(keys) for name, keys in KEYS.items()}
    assert told == {model.__name__: set(model.model_fields) for model in json_schema.models()}
    assert all(line and len(line) < 90 and not line.endswith(".") for keys in KEYS.values() for line in keys.values())


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema.schema())


@pytest.mark.parametrize("build", GOOD)
def test_every_good_plan_is_valid(build: Callable[[], Plan]) -> None:
    assert not list(VALIDATOR.iter_errors(from_json(dump(build()))))


@pytest.mark.parametrize(
    ("key", "value"),
    [("colour", "red"), ("schema_version", 3), ("stakes", "huge"), ("stages", {}), ("title", None), ("revision", 0)],
)
def test_what_the_loader_refuses_the_schema_refuses(key: str, value: object) -> None:
    assert list(VALIDATOR.iter_errors({**from_json(dump(support())), key: value}))


def test_a_plan_without_its_version_is_refused() -> None:
    raw = from_json(dump(support()))
    del raw["schema_version"]
    assert [error.validator for error in VALIDATOR.iter_errors(raw)] == ["required"]
