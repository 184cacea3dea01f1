"""What a compatible server takes is found by short questions, once, and remembered until it expires or is forgotten."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx

from assistant.errors import ProviderError
from assistant.models import rungs
from assistant.models.base import Reply
from assistant.models.compatible import CompatibleModel
from assistant.models.openai_client import Connection, compatible
from assistant.models.retry import PatientModel
from assistant.models.rungs import Found, Rung
from assistant.settings import Secret, Settings
from tests.faults.rows import FAULTS
from tests.faults.server import FaultServer
from tests.models.wire import CHAT, LOCAL_BASE, LOCAL_URL, QUERY, Clock, asking, stream

DAY = date(2026, 11, 23)
READY = '{"ready": true}'
NATIVE = stream(CHAT.call(READY).replace(b"search_notes", b"ready"))
AS_TEXT = stream(CHAT.text(json.dumps({"name": "ready", "arguments": {"ready": True}})))
PROSE = stream(CHAT.text("I am ready to help you today!"))
REFUSED = httpx.Response(400, json={"error": {"message": "response_format.type 'json_schema' is not supported"}})
NO_TOOLS = httpx.Response(422, json={"error": {"message": "tools are not supported by this model"}})
DOWN = httpx.Response(500, json={"error": {"message": "tool_choice is not implemented"}})
FAILED = httpx.Response(500, json={"error": {"message": "Internal Server Error"}})
VAGUE = httpx.Response(400, json={"error": {"message": "bad request: could not read the JSON"}})
ACTION = stream(CHAT.text(json.dumps({"name": "search_notes", "arguments": QUERY})))


def opened(home: Path | None, day: date = DAY) -> CompatibleModel:
    settings = Settings(openai_api_key=Secret("x"), openai_base_url=LOCAL_BASE)
    return CompatibleModel(Connection("local-8b", settings, "models.example:8000"), home, lambda: day)


def keeping(home: Path, rung: Rung) -> CompatibleModel:
    """A model whose server was found to be on that rung."""
    rungs.keep(home, Found("models.example:8000/v1", "local-8b", rung, DAY))
    model = opened(home)
    assert model.prepare() == ""
    return model


@contextmanager
def server(*answers: httpx.Response) -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """Answers in order; gives the bodies it was sent."""
    with respx.mock(using="httpcore2", assert_all_called=False) as router:
        route = router.post(LOCAL_URL).mock(side_effect=list(answers))
        yield lambda: [json.loads(call.request.content) for call in route.calls]


def way(body: dict[str, Any]) -> str:
    """Which rung a request was sent on, read from the wire alone."""
    if "tools" in body:
        return "forced" if "tool_choice" in body else "offered"
    return {"json_schema": "schema", "json_object": "object"}.get(body.get("response_format", {}).get("type"), "text")


@pytest.mark.parametrize(
    ("answers", "found", "asked"),
    [
        ([NATIVE], "forced", ["forced"]),
        ([DOWN, NATIVE], "offered", ["forced", "offered"]),
        ([PROSE, AS_TEXT], "schema", ["forced", "schema"]),
        ([NO_TOOLS, NO_TOOLS, AS_TEXT], "schema", ["forced", "offered", "schema"]),
        ([NO_TOOLS, NO_TOOLS, REFUSED, AS_TEXT], "object", ["forced", "offered", "schema", "object"]),
        ([PROSE, PROSE, AS_TEXT], "object", ["forced", "schema", "object"]),
        ([PROSE, REFUSED, REFUSED, AS_TEXT], "text", ["forced", "schema", "object", "text"]),
        ([PROSE, PROSE, PROSE, PROSE], "text", ["forced", "schema", "object", "text"]),
    ],
)
def test_each_kind_of_server_is_found_on_its_rung_and_then_asked_that_way(
    answers: list[httpx.Response], found: Rung, asked: list[str], tmp_path: Path
) -> None:
    call = stream(CHAT.call(json.dumps(QUERY))) if found in ("forced", "offered") else ACTION
    model = opened(tmp_path)
    with server(*answers, call) as sent:
        told = model.prepare()
        assert model.prepare() == ""
        reply = model.reply(asking(must_call="search_notes"))
        ways = [way(body) for body in sent()]

    assert ways == [*asked, found]
    assert all(body["max_tokens"] <= 500 for body in sent()[:-1])
    assert rungs.IN_WORDS[found] in told and f"{len(asked)} short question" in told
    assert (reply.rung, reply.calls[0].arguments) == (found, QUERY)
    assert rungs.listed(tmp_path) == (Found("models.example:8000/v1", "local-8b", found, DAY),)


def test_what_the_questions_cost_is_on_the_bill_of_the_first_reply(tmp_path: Path) -> None:
    model, call = opened(tmp_path), stream(CHAT.call(json.dumps(QUERY)))
    with server(NATIVE, call, call):
        model.prepare()
        first, second = (model.reply(asking()) for _ in range(2))

    assert first.tokens.total == 2 * second.tokens.total > 0


def test_a_later_process_asks_nothing_until_the_finding_expires(tmp_path: Path) -> None:
    with server(PROSE, AS_TEXT):
        opened(tmp_path).prepare()
    with server() as sent:
        assert opened(tmp_path, DAY + rungs.KEPT).prepare() == ""
        assert sent() == []
    with server(NATIVE) as sent:
        assert "calls tools natively" in opened(tmp_path, DAY + rungs.KEPT + timedelta(days=1)).prepare()
        assert [way(body) for body in sent()] == ["forced"]
    assert [found.rung for found in rungs.listed(tmp_path)] == ["forced"]


def test_each_model_of_each_server_is_remembered_apart(tmp_path: Path) -> None:
    known: list[tuple[str, str, Rung]] = [("a", "one", "schema"), ("a", "two", "text"), ("b", "one", "forced")]
    for address, model, rung in known:
        rungs.keep(tmp_path, Found(address, model, rung, DAY))
    rungs.keep(tmp_path, Found("a", "one", "object", DAY))

    found = [rungs.recall(tmp_path, *who, DAY) for who in (("a", "one"), ("a", "two"), ("b", "one"), ("b", "two"))]
    assert [each and each.rung for each in found] == ["object", "text", "forced", None]


def test_a_server_that_ignores_its_schema_is_asked_for_any_json_next_and_for_good(tmp_path: Path) -> None:
    rungs.keep(tmp_path, Found("models.example:8000/v1", "local-8b", "schema", DAY))
    model = opened(tmp_path)
    with server(PROSE, ACTION, ACTION) as sent:
        model.prepare()
        replies = [model.reply(asking()) for _ in range(3)]
        ways = [way(body) for body in sent()]

    assert ways == ["schema", "object", "object"]
    assert [reply.stop for reply in replies] == ["end", "tools", "tools"]
    assert [found.rung for found in rungs.listed(tmp_path)] == ["object"]


def test_a_refusal_in_the_middle_of_a_turn_steps_down_within_three_requests_and_never_up_again(tmp_path: Path) -> None:
    call = stream(CHAT.call(json.dumps(QUERY)))
    model = opened(tmp_path)
    with server(NATIVE, NO_TOOLS, NO_TOOLS, ACTION, ACTION, call) as sent:
        model.prepare()
        replies: list[Reply] = [model.reply(asking(must_call="search_notes")) for _ in range(2)]
        ways = [way(body) for body in sent()]

    assert ways == ["forced", "forced", "offered", "schema", "schema"]
    assert [reply.rung for reply in replies] == ["schema", "schema"]
    assert [found.rung for found in rungs.listed(tmp_path)] == ["schema"]


def test_an_error_that_names_neither_tools_nor_a_form_of_answer_is_a_fault_and_lowers_nothing(tmp_path: Path) -> None:
    model = keeping(tmp_path, "forced")
    with server(FAILED, FAILED, NATIVE) as sent:
        patient = PatientModel(model, Clock().policy())
        reply = patient.reply(asking(must_call="search_notes"))
        ways = [way(body) for body in sent()]

    assert ways == ["forced", "forced", "forced"] and (reply.rung, reply.retries, reply.notice) == ("forced", 2, "")
    assert [found.rung for found in rungs.listed(tmp_path)] == ["forced"]


@pytest.mark.parametrize("refusal", [DOWN, NO_TOOLS, REFUSED])
def test_a_refusal_that_names_them_is_remembered_and_told_in_one_line(refusal: httpx.Response, tmp_path: Path) -> None:
    model = keeping(tmp_path, "forced")
    call = stream(CHAT.call(json.dumps(QUERY)))
    with server(refusal, call, call):
        first, second = (model.reply(asking(must_call="search_notes")) for _ in range(2))

    assert [found.rung for found in rungs.listed(tmp_path)] == ["offered"]
    assert second.notice == "" and first.notice == (
        "local-8b at models.example:8000/v1 calls tools natively, but takes no tool_choice: it refused the way above. "
        "Counts until 2026-12-23; assistant doctor --ask-again forgets it."
    )


def test_a_refusal_that_names_nothing_is_tried_lower_and_counts_for_this_run_alone(tmp_path: Path) -> None:
    model = keeping(tmp_path, "forced")
    call = stream(CHAT.call(json.dumps(QUERY)))
    with server(VAGUE, call, call) as sent:
        replies = [model.reply(asking(must_call="search_notes")) for _ in range(2)]
        ways = [way(body) for body in sent()]

    assert ways == ["forced", "offered", "offered"]
    assert replies[0].notice.endswith("it refused the way above. Counts in this run, since it did not say why.")
    assert [found.rung for found in rungs.listed(tmp_path)] == ["forced"]


def test_a_request_refused_in_every_way_without_a_reason_lowers_nothing(tmp_path: Path) -> None:
    model = keeping(tmp_path, "forced")
    with server(VAGUE, VAGUE, VAGUE, NATIVE), pytest.raises(ProviderError) as refused:
        model.reply(asking(must_call="search_notes"))
    with server(NATIVE) as sent:
        assert model.reply(asking(must_call="search_notes")).notice == ""
        assert [way(body) for body in sent()] == ["forced"]

    assert refused.value.code == "bad_request"
    assert [found.rung for found in rungs.listed(tmp_path)] == ["forced"]


@pytest.mark.parametrize(("again", "found"), [(NATIVE, "forced"), (FAILED, "offered")])
def test_a_question_that_failed_once_is_asked_again_before_a_lower_rung_counts(
    again: httpx.Response, found: Rung, tmp_path: Path
) -> None:
    model = opened(tmp_path)
    with server(FAILED, NATIVE, again) as sent:
        told = model.prepare()
        assert [way(body) for body in sent()] == ["forced", "offered", "forced"]

    assert "3 short questions" in told and [each.rung for each in rungs.listed(tmp_path)] == [found]


def test_the_memory_is_for_its_owner_alone_and_holds_no_password(tmp_path: Path) -> None:
    home = tmp_path / "home"
    settings = Settings(home=home, openai_api_key=Secret("x"), openai_base_url=LOCAL_BASE.replace("//", "//me:hush@"))
    with server(NATIVE):
        compatible("local-8b", settings).prepare()

    kept = home / rungs.FILE
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600 and stat.S_IMODE(home.stat().st_mode) == 0o700
    assert "hush" not in kept.read_text() and "models.example:8000/v1" in kept.read_text()
    assert rungs.forget(home) == 1 and rungs.listed(home) == ()


@pytest.mark.parametrize("damage", [b"", b"{not json", b"[1]", b'[{"rung": "up"}]', b'[{"rung": "text"}]', b"\xff"])
def test_a_damaged_memory_remembers_nothing_and_is_written_anew(damage: bytes, tmp_path: Path) -> None:
    (tmp_path / rungs.FILE).write_bytes(damage)
    assert rungs.listed(tmp_path) == ()
    with server(NATIVE):
        opened(tmp_path).prepare()
    assert [found.rung for found in rungs.listed(tmp_path)] == ["forced"]


def test_a_folder_that_cannot_be_written_costs_only_the_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with server(NATIVE):
        assert "calls tools natively" in opened(tmp_path / "file").prepare()


@pytest.mark.enable_socket
@pytest.mark.parametrize("row", FAULTS)
def test_whatever_goes_wrong_with_the_question_decides_nothing_and_never_reaches_the_user(
    row: str, tmp_path: Path
) -> None:
    for fault in FAULTS[row](CHAT):
        with FaultServer((fault,)) as faulty:
            settings = Settings(
                home=tmp_path, openai_api_key=Secret("x"), openai_base_url=f"http://127.0.0.1:{faulty.port}/v1",
                call_seconds=0.2,
            )  # fmt: skip
            told = compatible("local-8b", settings).prepare()
            assert faulty.requests <= len(rungs.RUNGS)
        found = rungs.listed(tmp_path)
        assert [each.sentence().partition(" at ")[0] for each in found] == (["local-8b"] if told else []), row
        assert row not in _TELLS_NOTHING or not told
        rungs.forget(tmp_path)


_TELLS_NOTHING = (
    "1",
    "2",
    "3",
    "5",
    "6",
    "7",
    "8",
    "9",
    "10",
    "11",
    "13",
    "14",
    "15",
    "18",
    "21",
    "24",
    "26",
    "29",
    "33",
)
"""Rows of the fault matrix that say nothing about how a server takes tools."""
