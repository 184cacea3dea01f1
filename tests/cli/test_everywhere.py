"""What holds for every command: quiet, no colour, completion, and the blame for a bad amount on what was typed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic_core import from_json

from assistant.usage.log import UsageLog
from tests.cli.conftest import Run, Stage
from tests.cli.test_help import commands
from tests.usage import made

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("path", commands(), ids=" ".join)
def test_every_command_takes_quiet_and_no_color(run: Run, path: tuple[str, ...]) -> None:
    shown = run(*path, "--help").stdout
    assert "--quiet" in shown
    assert "--no-color" in shown


def test_quiet_leaves_the_result_alone(run: Run, stage: Stage) -> None:
    loud, quiet = run("plan", made.BRIEF), run("plan", made.BRIEF, "--quiet")
    assert loud.stderr
    assert (quiet.stdout, quiet.stderr) == (loud.stdout, "")
    assert run("--quiet", "plan", made.BRIEF).stderr == ""
    assert run("plan", made.BRIEF).stderr, "one quiet run must not silence the next"


def test_quiet_still_tells_what_went_wrong(run: Run) -> None:
    result = run("check", "no-such-file.json", "--quiet")
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1


def test_a_bad_amount_is_blamed_on_what_was_typed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    by_flag = run("plan", made.BRIEF, "--max-cost", "-1")
    assert by_flag.exit_code == 2
    assert "--max-cost" in by_flag.stderr
    assert "ASSISTANT_MAX_COST_USD" not in by_flag.stderr
    monkeypatch.setenv("ASSISTANT_MAX_COST_USD", "-1")
    assert "ASSISTANT_MAX_COST_USD" in run("plan", made.BRIEF).stderr


def test_an_address_that_is_ignored_is_told_in_one_line(
    run: Run, stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("OPENAI_BASE_URL=https://elsewhere.example\n", encoding="utf-8")
    told = [line for line in run("plan", made.BRIEF).stderr.splitlines() if "OPENAI_BASE_URL" in line]
    assert len(told) == 1
    assert "ignored" in told[0]
    assert "elsewhere" not in told[0]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_its_completion_script(run: Run, shell: str) -> None:
    result = run("completion", shell)
    assert result.exit_code == 0
    assert f"_ASSISTANT_COMPLETE={shell}_complete" in result.stdout
    assert shell in from_json(run("completion", shell, "--json").stdout)["use"]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("assistant us", {"usage"}),
        ("assistant usage sh", {"show"}),
        ("assistant plan --max", {"--max-cost", "--max-seconds"}),
    ],
)
def test_the_shell_is_told_what_may_follow(typed: str, offered: set[str]) -> None:
    environ = {
        **os.environ,
        "_ASSISTANT_COMPLETE": "bash_complete",
        "COMP_WORDS": typed,
        "COMP_CWORD": str(typed.count(" ")),
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [sys.executable, "-m", "assistant.cli"], capture_output=True, text=True, check=False, env=environ
    )
    assert {line.partition(",")[2] for line in done.stdout.splitlines()} == offered


def test_a_polite_kill_keeps_the_turn(own_home: Path) -> None:
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "ASSISTANT_MODEL": "tests.repl.scripted_session:signalling"}
    command = [sys.executable, "-m", "tests.repl.words_only", "plan", "an endless bot", "--json"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environ, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stderr is not None
        for line in running.stderr:
            if "the endless reply has begun" in line:
                running.send_signal(signal.SIGTERM)
                break
        out, rest = running.communicate(timeout=120)
    assert running.returncode == 130, rest
    assert from_json(out)["error"]["code"] == "interrupted"
    with UsageLog.open(own_home) as log:
        assert log.turn("last").status == "interrupted"
