"""`--json` prints exactly one document on stdout, for every command, in success and in every error there is."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from pydantic_core import from_json

from assistant.cli.failure import Stopped
from assistant.cli.tree import root
from assistant.errors import InputError, InternalFault, KeyMissing, NotMeasured, ProviderError
from assistant.knowledge import embedding
from assistant.planning import schema
from assistant.usage.log import UsageLog
from tests.cli.conftest import Run
from tests.cli.test_help import commands
from tests.planning.plans import support
from tests.usage import made

KEY = "sk-ant-api03-" + "q" * 40
GIVEN: dict[tuple[str, ...], str] = {
    ("plan",): f'"{made.BRIEF}" --model offline',
    ("check",): "plan.json",
    ("export",): "plan.json --to md",
    ("diff",): "plan.json plan.json",
    ("revise",): "plan.json --note 'now 3 engineers' --model offline",
    ("gates",): "plan.json --metrics metrics.csv",
    ("rule",): "PF101",
    ("notes", "search"): "'when does fine-tuning pay'",
    ("usage", "report"): "--out report.html",
    ("usage", "export"): "--to jsonl --out log.jsonl",
    ("usage", "forget"): "last --yes",
    ("feedback",): "last --accept",
    ("eval", "run"): "smoke --limit 1",
    ("completion",): "bash",
    ("chat",): "--model offline",
    ("tune", "enable"): "--yes",
}
"""What each command is given; any other gets its own documented example."""
PATHS = commands()
ERRORS = [
    (InputError("wrong"), 2),
    (KeyMissing("no key"), 3),
    (ProviderError("down"), 4),
    (NotMeasured("nothing"), 5),
    (InternalFault("ours"), 70),
    (RuntimeError("unforeseen"), 70),
    (OSError(28, "No space left on device"), 2),
    (Stopped(), 130),
    (KeyboardInterrupt(), 130),
    (click.UsageError("usage"), 2),
]


@pytest.fixture
def prepared(own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(embedding, "packaged", lambda: None)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.json").write_text(schema.dump(support()), encoding="utf-8")
    (tmp_path / "metrics.csv").write_text("metric,value,n\nright,90,60\n", encoding="utf-8")
    turn = made.turn()
    with UsageLog.open(own_home) as log:
        log.record("started", turn)
        log.record("finished", turn)
    yield tmp_path


def words_for(path: tuple[str, ...]) -> list[str]:
    if path in GIVEN:
        return shlex.split(GIVEN[path])
    command = found(path)
    example = next(line for line in (command.epilog or "").splitlines() if line.startswith("  assistant"))
    return [word for word in shlex.split(example, comments=True)[1 + len(path) :] if word != "--json"]


def found(path: tuple[str, ...]) -> click.Command:
    command: click.Command = root
    for name in path:
        assert isinstance(command, click.Group)
        below = command.get_command(click.Context(command), name)
        assert below is not None
        command = below
    return command


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_a_result_is_one_document(run: Run, prepared: Path, path: tuple[str, ...]) -> None:
    said = f"{made.BRIEF}\n" if path == ("chat",) else f"{KEY}\n"
    result = run(*path, *words_for(path), "--json", input=said)
    document = from_json(result.stdout)
    if path in GIVEN:
        assert "error" not in document, document
        assert result.exit_code in (0, 1, 5)
    assert result.stdout.endswith("\n")


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_a_wrong_option_is_one_document(run: Run, path: tuple[str, ...]) -> None:
    result = run(*path, "--no-such-option", "--json")
    assert (result.exit_code, result.stderr) == (2, "")
    assert from_json(result.stdout)["error"]["code"] == "usage"


@pytest.mark.parametrize(("error", "code"), ERRORS, ids=lambda value: getattr(type(value), "__name__", ""))
@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_every_failure_of_every_command_is_one_document(
    run: Run, monkeypatch: pytest.MonkeyPatch, path: tuple[str, ...], error: BaseException, code: int
) -> None:
    def fails(**_: object) -> None:
        raise error

    monkeypatch.setattr(found(path), "callback", fails)
    result = run(*path, *words_for(path), "--json", input=f"{KEY}\n")
    assert result.exit_code == code
    body = from_json(result.stdout)
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message", "where", "fix"}
    assert result.stderr == "", "the sentence is in the document"
