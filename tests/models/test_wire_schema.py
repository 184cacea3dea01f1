"""What is sent as strict lies within what providers say they take, and an answer in it is a draft."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import jsonschema
import pytest
import respx

from assistant.agent import tools
from assistant.models.base import Message, Request
from assistant.models.wire_schema import strict
from assistant.planning.draft import Draft
from tests.models.wire import MESSAGES, RESPONSES, Clock, Shape, stream
from tests.planning.drafted import draft

TOOLS = {spec.name: spec for spec in tools.specs()}
MOST_LEVELS, MOST_UNIONS, MOST_ENUM_VALUES, MOST_STRICT_TOOLS, MOST_CHARACTERS = 5, 16, 500, 20, 120_000
"""The narrower of the two providers' limits, as their guides gave them in 2026-11."""
_REFUSED = set(
    [
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "pattern",
        "default",
        "format",
        "oneOf",
        "allOf",
        "title",
    ]
)


def nodes(schema: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:  # noqa: ANN401
    """Every schema inside a schema, with the keywords that lead to it."""
    yield path, schema
    for key in ("properties", "$defs"):
        for each in schema.get(key, {}).values():
            yield from nodes(each, (*path, key))
    for each in schema.get("anyOf", []):
        yield from nodes(each, path)
    if isinstance(schema.get("items"), Mapping):
        yield from nodes(schema["items"], path)


def the_drafts() -> dict[str, Any]:
    found = strict(TOOLS["submit_plan"].parameters)
    assert found is not None
    return found


def test_every_object_is_closed_and_every_field_required() -> None:
    objects = [node for _, node in nodes(the_drafts()) if node.get("type") == "object"]
    assert len(objects) > 10
    assert all(
        node["additionalProperties"] is False and node["required"] == list(node["properties"]) for node in objects
    )


def test_no_keyword_is_sent_that_a_provider_refuses() -> None:
    assert [set(node) & _REFUSED for _, node in nodes(the_drafts()) if set(node) & _REFUSED] == []


def test_the_draft_stays_within_the_documented_limits() -> None:
    found = list(nodes(the_drafts()))
    levels = 1 + max(depth(the_drafts(), node) for _, node in found)
    assert levels <= MOST_LEVELS
    assert sum("anyOf" in node for _, node in found) <= MOST_UNIONS
    assert sum(len(node.get("enum", [])) for _, node in found) <= MOST_ENUM_VALUES
    assert len(json.dumps(the_drafts())) <= MOST_CHARACTERS
    assert sum(strict(spec.parameters) is not None for spec in TOOLS.values()) <= MOST_STRICT_TOOLS


def depth(root: Mapping[str, Any], node: Mapping[str, Any]) -> int:
    """How many objects lie inside one another below this one; raises RecursionError for a schema that recurs."""
    below = list(node.get("properties", {}).values()) + node.get("anyOf", [])
    if isinstance(node.get("items"), Mapping):
        below.append(node["items"])
    if "$ref" in node:
        below.append(root["$defs"][node["$ref"].rpartition("/")[2]])
    deepest = max((depth(root, each) for each in below), default=0)
    return deepest + (node.get("type") == "object")


def test_a_good_draft_is_valid_on_the_wire_and_what_is_valid_there_is_read() -> None:
    sent = draft().model_dump(mode="json")
    jsonschema.validate(sent, the_drafts())
    assert Draft.model_validate_json(json.dumps(sent)) == draft()


def test_a_tool_with_free_keys_is_not_called_strict() -> None:
    assert strict(TOOLS["mend_plan"].parameters) is None
    assert strict({"type": "object", "properties": {"a": {"type": "string"}}}) is None


@pytest.mark.parametrize("shape", [MESSAGES, RESPONSES], ids=lambda shape: shape.name)
def test_it_is_sent_as_strict_and_without_when_the_provider_refuses_the_schema(shape: Shape) -> None:
    refused = {"error": {"type": "invalid_request_error", "message": "tools.6: Schema is too complex for strict mode"}}
    answers = [httpx.Response(400, json=refused), stream(shape.text("So.")), stream(shape.text("So."))]
    with respx.mock(using="httpcore2") as router:
        route = router.post(shape.url).mock(side_effect=answers)
        model = shape.open(Clock())
        request = Request("You plan.", (Message("user", "Plan it."),), tuple(TOOLS.values()))
        assert [model.reply(request).text for _ in range(2)] == ["So.", "So."]
        bodies = [json.loads(call.request.content) for call in route.calls]
    stricts = [[tool["name"] for tool in body["tools"] if tool.get("strict")] for body in bodies]
    assert "submit_plan" in stricts[0] and "mend_plan" not in stricts[0]
    assert stricts[1:] == [[], []], "asked once, and remembered"
