"""`usage`, `feedback --outcome` and `tune enable`: what a user types, what a program reads, and the exit codes."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic_core import from_json

from assistant.agent.turn import Turn
from assistant.cli.usage_reading import go_on
from assistant.models.base import Tokens
from assistant.usage.log import UsageLog
from tests.cli.conftest import Run
from tests.usage import made


@pytest.fixture
def kept(own_home: Path) -> Turn:
    turn = made.turn()
    with UsageLog.open(own_home) as log:
        log.record("finished", turn)
        assert log.not_recorded == 0
    return turn


def test_tail_lists_turns_and_follows_new_ones(
    run: Run, kept: Turn, own_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (line,) = run("usage", "tail").stdout.splitlines()
    assert kept.id[:13] in line
    assert made.BRIEF[:40] in line
    assert from_json(run("usage", "tail", "--json").stdout)["turns"][0]["id"] == kept.id
    assert run("usage", "tail", "-f", "--json").exit_code == 2
    with UsageLog.open(own_home) as log:
        later = made.turn("a later brief")

        def steps() -> Iterator[object]:
            log.record("started", made.begun(later))
            yield None
            log.record("finished", later)
            yield None
            yield True

        waits = steps()
        go_on(log, {kept.id: "complete"}, lambda: next(waits))
    assert [line.split()[2] for line in capsys.readouterr().out.splitlines()] == ["started", "complete"]


def test_verify_says_when_a_row_was_changed(run: Run, kept: Turn, own_home: Path) -> None:
    assert run("usage", "verify").exit_code == 0
    assert from_json(run("usage", "verify", "--json").stdout) == {
        "sound": True,
        "faults": [],
        "notices": [],
        "set_aside": [],
    }
    with closing(sqlite3.connect(own_home / "usage.sqlite3")) as db:
        db.execute("UPDATE turns SET text = 'changed'")
        db.commit()
    result = run("usage", "verify")
    assert result.exit_code == 1
    assert kept.id in result.stdout


def _bytes_below(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_verify_writes_nothing_not_even_what_its_age_would_take(run: Run, own_home: Path) -> None:
    old = replace(made.turn(), started_at="2020-01-01T00:00:00.000+00:00")
    with UsageLog.open(own_home, clock=lambda: datetime(2020, 1, 2, tzinfo=UTC)) as log:
        log.record("finished", old)
        log.record("finished", made.turn())
    before = _bytes_below(own_home)
    assert run("usage", "verify").exit_code == 0
    assert _bytes_below(own_home) == before
    (own_home / "usage.sqlite3").write_bytes(b"no database at all" * 300)
    before = _bytes_below(own_home)
    damaged = run("usage", "verify")
    assert (damaged.exit_code, "cannot be checked" in damaged.stdout) == (1, True)
    assert _bytes_below(own_home) == before


def test_verify_without_a_log_says_so_and_makes_none(run: Run, own_home: Path) -> None:
    assert "There is no usage log yet" in run("usage", "verify").stderr
    document = from_json(run("usage", "verify", "--json").stdout)
    assert (document["sound"], len(document["notices"])) == (True, 1)
    assert _bytes_below(own_home) == {}


def test_the_whole_log_leaves_as_lines_and_as_a_table(run: Run, kept: Turn, tmp_path: Path) -> None:
    run("feedback", "last", "--outcome", "resolved=true")
    (line,) = run("usage", "export", "--to", "jsonl").stdout.splitlines()
    assert from_json(line)["text"] == made.BRIEF
    (row,) = csv.DictReader(io.StringIO(run("usage", "export", "--to", "csv").stdout))
    assert (row["id"], row["metric:resolved"], row["output_tokens"]) == (kept.id, "1.0", "50")
    report = from_json(run("usage", "export", "--to", "csv", "--out", str(tmp_path / "log.csv"), "--json").stdout)
    assert (report["rows"], report["path"]) == (1, str(tmp_path / "log.csv"))
    assert run("usage", "export", "--to", "csv", "--out", str(tmp_path / "log.csv")).exit_code == 2


def test_a_report_and_a_backup_are_written_once(run: Run, kept: Turn, tmp_path: Path) -> None:
    assert run("usage", "report").stdout.startswith("<!doctype html>")
    for command, name in (("report", "report.html"), ("backup", "log.sqlite3")):
        place = str(tmp_path / name)
        option = ("--out", place) if command == "report" else (place,)
        assert from_json(run("usage", command, *option, "--json").stdout) == {"path": place}
        assert run("usage", command, *option).exit_code == 2
        assert run("usage", command, *option, "--force").exit_code == 0


def test_forget_says_what_went_and_refuses_what_it_cannot_read(run: Run, kept: Turn) -> None:
    run("usage", "export", "--to", "jsonl")
    assert run("usage", "forget", "last", "--dry-run").stdout == f"{kept.id}\n"
    assert from_json(run("usage", "stats", "--json").stdout)["turns"] == 1
    unasked = run("usage", "forget", "last")
    assert (unasked.exit_code, "1 turn for good" in unasked.stderr, "--yes" in unasked.stderr) == (2, True, True)
    assert from_json(run("usage", "stats", "--json").stdout)["turns"] == 1
    result = run("usage", "forget", "--older-than", "0d", "--yes")
    assert (result.exit_code, result.stdout) == (0, "forgotten: 1 turn\n")
    assert "already exported to standard output (jsonl" in result.stderr
    assert from_json(run("usage", "stats", "--json").stdout)["turns"] == 0
    for wrong in ((), ("last", "--session", "s1"), ("--older-than", "soon"), ("--date", "yesterday"), ("last",)):
        assert run("usage", "forget", *wrong).exit_code == 2


def test_outcomes_come_one_by_one_or_from_a_file(run: Run, kept: Turn, tmp_path: Path) -> None:
    assert from_json(run("feedback", "last", "--outcome", "hours=2", "--json").stdout)["kind"] == "outcome"
    file = tmp_path / "outcomes.csv"
    file.write_text(f"turn,metric,value\n{kept.id},hours,3\n", encoding="utf-8")
    assert from_json(run("feedback", "--outcomes", str(file), "--json").stdout) == {"kept": 1, "refused": []}
    assert from_json(run("usage", "stats", "--json").stdout)["metrics"]["hours"]["mean"] == 3
    file.write_text("turn,metric,value\nffffffff-0000,hours,3\n", encoding="utf-8")
    assert run("feedback", "--outcomes", str(file)).exit_code == 1
    assert run("feedback", "last", "--outcomes", str(file)).exit_code == 2
    assert run("feedback", "last", "--outcome", "hours=many").exit_code == 2


def test_words_that_are_not_kept_are_told(run: Run, kept: Turn) -> None:
    assert "only the verdict" not in run("feedback", "last", "--bad", "too vague").stderr
    run("usage", "consent", "none")
    said = run("feedback", "last", "--bad", "too vague again")
    assert (said.exit_code, "only the verdict was kept, not the words" in said.stderr) == (0, True)
    told = from_json(run("feedback", "last", "--bad", "too long", "--json").stdout)
    assert (told["kind"], told["content_kept"]) == ("bad", False)
    assert from_json(run("feedback", "last", "--accept", "--json").stdout)["content_kept"] is True


def test_the_switch_shows_the_words_and_needs_a_yes(run: Run, kept: Turn) -> None:
    refused = run("tune", "enable")
    assert refused.exit_code == 2
    assert "What you agree to" in refused.stderr
    assert from_json(run("tune", "status", "--json").stdout)["state"] == "off"
    enabled = from_json(run("tune", "enable", "--yes", "--json").stdout)
    assert (enabled["state"], enabled["self_test"]["passed"]) == ("collecting", True)
    assert run("tune", "status").stdout.startswith("tuning: collecting\n")
    assert run("tune", "disable").stdout == "tuning: off; consent: local_log\n"
    assert run("tune", "disable").stdout == "tuning: off, as before; consent: local_log\n"


def test_figures_come_with_charts(run: Run, kept: Turn) -> None:
    run("feedback", "last", "--accept")
    shown = run("usage", "stats").stdout
    assert "accept rate: 100 % (of 1 judged)" in shown
    assert "turns   █  most 1" in shown


def test_usage_alone_shows_the_figures(run: Run, kept: Turn) -> None:
    alone = run("usage")
    assert alone.exit_code == 0
    assert alone.stdout == run("usage", "stats").stdout
    assert "turns" in alone.stdout


def test_a_turn_shown_as_json_is_not_taken_for_a_failure(run: Run, kept: Turn) -> None:
    document = from_json(run("usage", "show", "--json").stdout)
    assert document["went_wrong"] == ""
    assert "error" not in document, "at the top that key means the command failed"


@pytest.mark.parametrize("form", ["chat-jsonl", "labels"])
def test_tune_exports_what_usage_exports(run: Run, own_home: Path, form: str) -> None:
    with UsageLog.open(own_home) as log:
        log.set_consent("training")
        turn = made.turn()
        log.record("finished", turn)
        log.feedback(turn.id, kind="accept")
    by_tune, by_usage = (run(name, "export", "--to", form) for name in ("tune", "usage"))
    assert by_tune.exit_code == 0
    assert by_tune.stdout == by_usage.stdout
    assert from_json(by_tune.stdout.splitlines()[0]), "a turn that was accepted is a row"


def test_tokens_that_nobody_counted_are_marked(run: Run, own_home: Path) -> None:
    call = made.call()
    counted = replace(call, reply=replace(call.reply, tokens=Tokens(100, 0, 0, 50)))
    guessed = replace(call, reply=replace(call.reply, tokens=Tokens(1_100, 0, 0, 200, estimated=1_300)))
    with UsageLog.open(own_home) as log:
        log.record("finished", replace(made.turn(), calls=(counted,)))
        assert "estimated" not in run("usage", "show").stdout + run("usage", "stats").stdout
        log.record("finished", replace(made.turn(), calls=(counted, guessed)))
        assert [call.tokens.estimated for call in log.turn().calls] == [0, 1_300]
    shown = run("usage", "show").stdout
    assert "2 calls, 1,450 tokens (1,300 of them estimated), " in shown
    assert "1,100 in, 0 cached, 0 written, 200 out (1,300 of them estimated);" in shown
    assert "1,300 of them estimated" in run("usage", "stats").stdout
    assert from_json(run("usage", "stats", "--json").stdout)["tokens"]["estimated"] == 1_300


def test_forgetting_a_person_in_an_empty_home_makes_nothing(run: Run, own_home: Path) -> None:
    result = run("usage", "forget", "--person", "jane@example.org", "--yes")
    assert result.exit_code == 0
    assert "Nothing in the data folder answers to that" in result.stderr
    assert not own_home.exists() or not [*own_home.iterdir()]
