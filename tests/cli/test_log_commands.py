"""`usage`, `feedback` and `tune`: the log can be read, judged and asked, by people and by programs."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic_core import from_json

from assistant.agent.turn import Turn
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
