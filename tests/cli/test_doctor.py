"""Each fault is found and comes with one command, and typing that command mends it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from pydantic_core import from_json

from assistant.knowledge import embedding
from assistant.models import rungs
from assistant.usage.log import MISSED_NAME, UsageLog
from assistant.usage.missed import Missed
from tests.cli.conftest import Run
from tests.usage import made

KEY = "sk-ant-api03-" + "q" * 40


def examined(run: Run) -> dict[str, dict[str, str]]:
    return {check["name"]: check for check in from_json(run("doctor", "--json").stdout)["checks"]}


def test_a_fresh_machine_is_sound_and_says_what_is_there(run: Run) -> None:
    result = run("doctor")
    assert result.exit_code == 0
    assert "FAULT" not in result.stdout
    for name in (
        "python",
        "packages",
        "data folder",
        "disk",
        "keys",
        "model",
        "notes",
        "index",
        "usage log",
        "terminal",
    ):
        assert name in result.stdout
    assert "Nothing stands in the way." in result.stderr


def test_what_servers_were_found_to_take_is_told_and_forgotten_on_a_word(run: Run, own_home: Path) -> None:
    assert "no compatible server asked" in examined(run)["servers"]["seen"]
    for model, rung, day in (("local-8b", "object", rungs.today()), ("old-7b", "text", date(2026, 1, 2))):
        rungs.keep(own_home, rungs.Found("localhost:8000/v1", model, cast(rungs.Rung, rung), day))
    seen = examined(run)["servers"]["seen"]
    assert "local-8b at localhost:8000/v1 takes tools as one JSON answer without a schema (json_object)" in seen
    assert "old-7b" not in seen

    result = run("doctor", "--ask-again")
    assert "2 servers forgotten; the next turn asks again." in result.stderr
    assert "no compatible server asked" in result.stdout


def test_keys_are_named_by_place_and_never_shown(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    result = run("doctor")
    assert "ANTHROPIC_API_KEY from environment" in result.stdout
    assert KEY not in result.output


def _open_folder(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home.mkdir(mode=0o755)
    home.chmod(0o755)


def _exposed_key(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home.mkdir(mode=0o700)
    (home / "keys").write_text(f"OPENAI_API_KEY={KEY}\n", encoding="utf-8")
    (home / "keys").chmod(0o644)


def _no_notes(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_NOTES", str(home / "gone"))


def _no_key(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_MODEL", "anthropic:claude-sonnet-5-5")


def _no_model(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_MODEL", "cluade")


def _home_is_a_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home.write_text("", encoding="utf-8")


@pytest.mark.parametrize(
    ("plant", "name", "command"),
    [
        (_open_folder, "data folder", "chmod 700 "),
        (_home_is_a_file, "data folder", "export ASSISTANT_HOME="),
        (_exposed_key, "keys", "chmod 600 "),
        (_no_notes, "notes", "unset ASSISTANT_NOTES"),
        (_no_key, "model", "assistant keys set anthropic"),
        (_no_model, "model", "export ASSISTANT_MODEL=offline"),
    ],
)
def test_a_fault_comes_with_its_command(
    run: Run,
    own_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    plant: Callable[[Path, pytest.MonkeyPatch], None],
    name: str,
    command: str,
) -> None:
    plant(own_home, monkeypatch)
    result = run("doctor")
    assert result.exit_code == 1, result.output
    assert KEY not in result.output
    check = examined(run)[name]
    assert check["state"] == "fault"
    assert check["command"].startswith(command)
    _type(run, check["command"], monkeypatch)
    assert examined(run)[name]["state"] == "ok"


def _type(run: Run, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a person would do with the command shown."""
    verb, _, rest = command.partition(" ")
    if verb == "export":
        variable, _, value = rest.partition("=")
        monkeypatch.setenv(variable, value)
    elif verb == "unset":
        monkeypatch.delenv(rest)
    elif verb == "assistant":
        assert run(*rest.split(), input=f"{KEY}\n").exit_code == 0
    else:
        subprocess.run(command, shell=True, check=True)


def test_a_damaged_index_is_found_and_mended(run: Run, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "packaged", lambda: None)
    assert run("notes", "search", "when is fine-tuning worth it").exit_code == 0
    assert "passages" in examined(run)["index"]["seen"]
    (manifest,) = (own_home / "index").glob("*/manifest.json")
    manifest.write_text("{}", encoding="utf-8")
    check = examined(run)["index"]
    assert check["state"] == "fault"
    _type(run, check["command"], monkeypatch)
    assert examined(run)["index"]["state"] == "ok"


def test_a_changed_row_of_the_log_is_a_fault(run: Run, own_home: Path) -> None:
    with UsageLog.open(own_home) as log:
        log.record("started", made.turn())
        log.record("finished", made.turn())
        log.store.write(lambda db: db.execute("UPDATE turns SET answer = 'never said'"))
    assert run("doctor").exit_code == 1
    assert examined(run)["usage log"]["command"] == "assistant usage verify"


def test_turns_that_were_not_recorded_are_told(run: Run, own_home: Path) -> None:
    with UsageLog.open(own_home) as log:
        assert log.redactor
    Missed(own_home / MISSED_NAME).add("the disk is full", datetime(2026, 11, 23, tzinfo=UTC))
    check = examined(run)["not recorded"]
    assert check["state"] == "warning"
    assert "1 turns" in check["seen"]
    assert "the disk is full" in check["seen"]
    assert run("doctor").exit_code == 0


def test_a_full_disk_is_a_fault(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    usage: Any = shutil._ntuple_diskusage
    monkeypatch.setattr(shutil, "disk_usage", lambda place: usage(10**9, 10**9, 1_000))
    assert examined(run)["disk"]["state"] == "fault"


def test_an_ignored_address_is_told(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("ANTHROPIC_BASE_URL=https://elsewhere.example\n", encoding="utf-8")
    check = examined(run)["addresses"]
    assert (check["state"], check["command"]) == ("warning", "export ANTHROPIC_BASE_URL=https://…")
    assert os.environ.get("ANTHROPIC_BASE_URL") is None


def test_a_log_that_was_opened_and_never_written_is_sound(run: Run, own_home: Path) -> None:
    own_home.mkdir(mode=0o700)
    with UsageLog.open(own_home) as log:
        assert log.turns() == []
    assert run("doctor").exit_code == 0
    assert examined(run)["usage log"]["state"] == "ok"
