"""`usage`, `feedback` and `tune`: the log can be read, judged and asked, by people and by programs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pydantic_core import from_json

from assistant.agent import prompts
from assistant.agent.turn import Turn
from assistant.models.base import Message, Tokens
from assistant.planning.schema import dump
from assistant.tuning.switch import enable
from assistant.usage.log import UsageLog
from tests.cli.conftest import Run
from tests.usage import made


@pytest.fixture
def kept(own_home: Path) -> Turn:
    """A turn in the log, allowed for training."""
    turn = made.turn()
    with UsageLog.open(own_home) as log:
        assert enable(log).state == "collecting"
        log.record("started", turn)
        log.record("finished", turn)
        assert log.not_recorded == 0
    return turn


def test_show_tells_what_was_asked_and_what_it_cost(run: Run, kept: Turn) -> None:
    for wanted in ((), ("last",), (kept.id,), (kept.id[:13],)):
        result = run("usage", "show", *wanted)
        assert result.exit_code == 0
        assert kept.id in result.stdout
        assert made.BRIEF in result.stdout
        assert "PF603" in result.stdout
    document = from_json(run("usage", "show", "--json").stdout)
    assert (document["id"], document["text"]) == (kept.id, made.BRIEF)
    assert document["plan"]["title"] == "Returns helper"


def test_show_has_prompt_passages_calls_and_feedback(run: Run, own_home: Path) -> None:
    shipped = prompts.load()
    reply = replace(made.call().reply, tokens=Tokens(100, 20, 5, 50, 30), retries=2)
    call = replace(made.call(), reply=reply, ttft_ms=400, error="the provider was busy", cost_usd=0.02)
    told = (Message("user", "what was asked before"), Message("assistant", "what was answered before"))
    call = replace(call, messages=(*told, *call.messages), earlier=2)
    turn = replace(
        made.turn(),
        calls=(call,),
        prices="2026-11-01",
        variables={"today": "2026-11-23"},
        templates=tuple(shipped.values()),
        prompts={name: prompt.fingerprint for name, prompt in shipped.items()},
        system="You plan product first. " * 60,
    )
    with UsageLog.open(own_home) as log:
        log.record("finished", replace(made.turn(told[0].text), status="answered", answer=told[1].text))
        log.record("finished", turn)
        log.feedback(turn.id, kind="bad", comment="too dear")
        log.feedback(turn.id, kind="edit", edited_plan=made.plan("Mended"))
        log.feedback(turn.id, kind="outcome", outcome="resolved=true", source_ref="outcomes.csv:2")
    shown = run("usage", "show", turn.id).stdout
    assert f"version {shipped['brief'].version}, {shipped['brief'].fingerprint[:12]}" in shown
    assert "filled with today=2026-11-23" in shown
    assert "characters more: --json" in shown
    assert "user: what was asked before" in shown
    assert f"user: {made.BRIEF}" in shown
    assert "calls search_notes" in shown
    assert "result one passage" in shown
    assert "passages: 2, 1 cited" in shown
    assert "50 out, 30 of it reasoning; $0.0200 by prices 2026-11-01; 1.2 s, first word after 0.4 s; 2 retries" in shown
    assert "error: the provider was busy" in shown
    assert "bad: too dear by user; superseded" in shown
    assert "edit (the edited plan is kept) by user" in shown
    assert "outcome resolved=1 by user outcomes.csv:2" in shown
    (document,) = from_json(run("usage", "show", turn.id, "--json").stdout)["calls"]
    assert [said["text"] for said in document["earlier"]] == [told[0].text, told[1].text]


def test_show_of_an_unknown_turn_is_one_sentence(run: Run, kept: Turn) -> None:
    result = run("usage", "show", "ffffffff-0000")
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1


def test_an_empty_log_says_so(run: Run) -> None:
    result = run("usage", "show")
    assert (result.exit_code, result.stdout) == (2, "")
    assert from_json(run("usage", "stats", "--json").stdout)["turns"] == 0


def test_stats_count_turns_and_dollars(run: Run, kept: Turn) -> None:
    assert from_json(run("usage", "stats", "--json").stdout)["turns"] == 1
    assert "turns: 1" in run("usage", "stats").stdout.splitlines()


def test_consent_is_shown_set_and_kept(run: Run) -> None:
    assert run("usage", "consent").stdout.startswith("local_log: ")
    changed = run("usage", "consent", "none")
    assert changed.exit_code == 0
    assert changed.stdout.startswith("none: ")
    assert from_json(run("usage", "consent", "--json").stdout)["level"] == "none"
    refused = run("usage", "consent", "everything")
    assert refused.exit_code == 2
    assert "local_log" in refused.stderr


@pytest.mark.parametrize(
    ("args", "kind"), [(("--accept",), "accept"), (("--good",), "good"), (("--bad", "it ignores the budget"), "bad")]
)
def test_feedback_lands_on_the_turn_and_says_where(run: Run, kept: Turn, args: tuple[str, ...], kind: str) -> None:
    result = run("feedback", "last", *args)
    assert result.exit_code == 0
    assert kept.id in result.stdout
    feedback = from_json(run("usage", "show", "--json").stdout)["feedback"]
    assert [entry["kind"] for entry in feedback] == [kind]
    assert kind in run("usage", "show").stdout


def test_an_edited_plan_is_kept_whole(run: Run, kept: Turn, tmp_path: Path) -> None:
    edited = tmp_path / "mine.json"
    edited.write_text(dump(made.plan("My returns helper")), encoding="utf-8")
    document = from_json(run("feedback", kept.id, "--edit", str(edited), "--json").stdout)
    assert (document["turn"], document["kind"]) == (kept.id, "edit")
    (feedback,) = from_json(run("usage", "show", "--json").stdout)["feedback"]
    assert feedback["edited_plan"]["title"] == "My returns helper"


@pytest.mark.parametrize("data", [None, b"", b"\x00\x01", b"\xff\xfe\xff", b'{"schema_version": 1}'])
def test_an_edit_that_is_no_plan_is_refused(run: Run, kept: Turn, tmp_path: Path, data: bytes | None) -> None:
    file = tmp_path / "mine.json"
    if data is not None:
        file.write_bytes(data)
    result = run("feedback", "last", "--edit", str(file))
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert from_json(run("usage", "show", "--json").stdout)["feedback"] == []


def test_an_edit_of_a_plan_is_a_plan_and_of_an_answer_any_text(run: Run, kept: Turn, own_home: Path) -> None:
    file = own_home / "mine.md"
    file.write_text("I would do it otherwise.", encoding="utf-8")
    refused = run("feedback", "last", "--edit", str(file))
    assert (refused.exit_code, len(refused.stderr.splitlines())) == (2, 1)
    assert "plan.json" in refused.stderr
    assert from_json(run("usage", "show", "--json").stdout)["feedback"] == []
    with UsageLog.open(own_home) as log:
        answered = replace(made.turn(), status="answered", plan=None, answer="Ship first.")
        log.record("finished", answered)
    assert run("feedback", answered.id, "--edit", str(file)).exit_code == 0
    (said,) = from_json(run("usage", "show", answered.id, "--json").stdout)["feedback"]
    assert said["edited_text"] == "I would do it otherwise."


def test_an_export_holds_accepted_turns_and_says_what_was_left_out(run: Run, kept: Turn, tmp_path: Path) -> None:
    nothing = run("usage", "export", "--to", "chat-jsonl")
    assert (nothing.exit_code, nothing.stdout) == (0, "")
    assert "0 rows" in nothing.stderr
    run("feedback", "last", "--accept")
    (row,) = run("usage", "export", "--to", "chat-jsonl").stdout.splitlines()
    assert [message["role"] for message in from_json(row)["messages"]] == ["system", "user", "assistant"]
    out = tmp_path / "examples.jsonl"
    report = from_json(run("usage", "export", "--to", "chat-jsonl", "--out", str(out), "--json").stdout)
    assert (report["rows"], report["path"]) == (1, str(out))
    assert out.read_text(encoding="utf-8") == row + "\n"


def test_an_export_never_writes_over_a_file_unless_forced(run: Run, kept: Turn, tmp_path: Path) -> None:
    run("feedback", "last", "--accept")
    out = tmp_path / "examples.jsonl"
    out.write_text("mine", encoding="utf-8")
    assert run("usage", "export", "--to", "chat-jsonl", "--out", str(out)).exit_code == 2
    assert out.read_text(encoding="utf-8") == "mine"
    assert run("usage", "export", "--to", "chat-jsonl", "--out", str(out), "--force").exit_code == 0
    assert run("usage", "export", "--to", "parquet").exit_code == 2
    assert run("usage", "export", "--to", "chat-jsonl", "--json").exit_code == 2


def test_tune_status_shows_what_is_missing(run: Run, kept: Turn) -> None:
    result = run("tune", "status")
    assert result.stdout.startswith("tuning: collecting\n")
    assert "300" in result.stdout
    document = from_json(run("tune", "status", "--json").stdout)
    assert document["state"] == "collecting"
    assert document["conditions"]
