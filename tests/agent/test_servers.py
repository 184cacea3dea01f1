"""A turn at a server that takes neither tools nor schemas: it is asked once how it can, told so, and answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx

from assistant import app
from assistant.agent.turn import Event
from assistant.models import rungs
from assistant.models.rungs import Found
from assistant.settings import Secret, Settings
from tests.agent.conftest import NOW
from tests.models.wire import CHAT, LOCAL_BASE, LOCAL_URL, stream

SAID = "Ship first, measure from the first day."


class JsonOnly:
    """Refuses tools and schemas, writes any JSON object it is asked for."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        self.bodies.append(body)
        kind = body.get("response_format", {}).get("type")
        if "tools" in body or kind == "json_schema":
            refused = "tools" if "tools" in body else "response_format json_schema"
            return httpx.Response(400, json={"error": {"message": f"{refused} not supported"}})
        probing = "Call ready now." in body["messages"][0]["content"]
        action = {"name": "ready", "arguments": {"ready": True}} if probing else None
        return stream(CHAT.text(json.dumps(action or {"name": "answer", "arguments": {"text": SAID}})))


def test_a_server_that_is_asked_another_way_from_now_on_is_told_of_in_the_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.knowledge.embedding.packaged", lambda: None)
    settings = Settings(
        home=tmp_path, model=CHAT.model, model_chosen=True, openai_api_key=Secret("x"), openai_base_url=LOCAL_BASE
    )
    place, _, _ = LOCAL_BASE.partition("://")[2].partition("/v1")
    rungs.keep(tmp_path, Found(f"{place}/v1", CHAT.model.partition(":")[2], "offered", rungs.today()))
    with respx.mock(using="httpcore2") as router:
        router.post(LOCAL_URL).mock(side_effect=JsonOnly())
        turn = app.build(settings, wiring=app.Wiring(now=lambda: NOW)).turn("What comes first?")

    assert turn.answer == SAID
    assert [notice for notice in turn.notices if "(json_object): it refused the way above. Counts until" in notice]


def test_a_turn_finds_the_rung_once_tells_it_and_records_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.knowledge.embedding.packaged", lambda: None)
    settings = Settings(
        home=tmp_path, model=CHAT.model, model_chosen=True, openai_api_key=Secret("x"), openai_base_url=LOCAL_BASE
    )
    server, events = JsonOnly(), list[Event]()
    with respx.mock(using="httpcore2") as router:
        router.post(LOCAL_URL).mock(side_effect=server)
        first = app.build(settings, wiring=app.Wiring(now=lambda: NOW)).turn("What comes first?", events.append)
        asked = len(server.bodies)
        second = app.build(settings, wiring=app.Wiring(now=lambda: NOW)).turn("And then?")

    told = "takes tools as one JSON answer without a schema (json_object); found by 4 short questions"
    assert (first.answer, second.answer) == (SAID, SAID)
    assert (asked, len(server.bodies)) == (5, 6)
    assert any(event.kind == "notice" and told in event.text for event in events)
    assert any(told in notice for notice in first.notices) and not any(told in notice for notice in second.notices)
    with app.open_log(settings) as log:
        stored = [log.turn(turn.id).calls[0] for turn in (first, second)]
    assert [call.params["rung"] for call in stored] == ["object", "object"]
    assert stored[0].tokens.total == 2 * stored[1].tokens.total
