"""What a newcomer types first: help, a version, a typo, nothing at all. None of it loads what it does not need."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from pydantic_core import from_json

from assistant.cli import version
from assistant.cli.tree import COMMANDS, root
from tests.cli.conftest import Run

HEAVY = ("anthropic", "openai", "chromadb", "langchain_core", "onnxruntime", "tokenizers", "numpy")


def commands() -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for name in COMMANDS:
        command = root.get_command(click.Context(root), name)
        below = list(command.commands) if isinstance(command, click.Group) else []
        found += [(name, other) for other in below] or [(name,)]
    return found


def loaded(*args: str, code: str = "import runpy; runpy.run_module('assistant.cli', run_name='__main__')") -> set[str]:
    """The modules a fresh interpreter has loaded after the command."""
    script = (
        f"import sys, atexit\nsys.argv = ['assistant', *{list(args)!r}]\n"
        f"atexit.register(lambda: sys.stderr.write('|'.join(sys.modules)))\n{code}"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, env=_environ())
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split("|"))


def _environ() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert not loaded(code="import assistant, assistant.cli").intersection({*HEAVY, "pydantic", "click"})


@pytest.mark.parametrize("args", [("--help",), ("plan", "--help"), ("check", "--help"), ("chat", "--help")])
def test_help_loads_nothing_heavy_and_no_pydantic(args: tuple[str, ...]) -> None:
    modules = loaded(*args)
    assert "click" in modules
    assert not modules.intersection({*HEAVY, "pydantic", "prompt_toolkit", "rich", "sqlite3"})


def test_the_root_help_imports_no_command() -> None:
    places = {place.partition(":")[0] for place, _ in COMMANDS.values()}
    assert not loaded("--help").intersection(places)


def test_the_version_is_answered_without_click(capsys: pytest.CaptureFixture[str]) -> None:
    modules = loaded("--version")
    assert not modules.intersection({*HEAVY, "pydantic", "click", "importlib.metadata"})


def test_both_spellings_of_the_version_agree(run: Run) -> None:
    assert run("-V").stdout == run("--version").stdout == f"assistant {version()}\n"


@pytest.mark.parametrize("path", commands(), ids=" ".join)
def test_every_command_explains_itself_with_an_example(run: Run, path: tuple[str, ...]) -> None:
    result = run(*path, "--help")
    assert result.exit_code == 0
    assert f"  assistant {' '.join(path)}" in result.stdout.partition("Example:")[2]


@pytest.mark.parametrize("path", commands(), ids=" ".join)
def test_every_command_speaks_json(run: Run, path: tuple[str, ...]) -> None:
    assert "--json" in run(*path, "--help").stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_says_what_the_command_says(name: str) -> None:
    command = root.get_command(click.Context(root), name)
    assert command is not None
    assert command.name == name
    assert command.help


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("plna",), "Did you mean 'plan'?"),
        (("feedbak", "last"), "Did you mean 'feedback'?"),
        (("xyzzy",), "There is no command 'xyzzy'"),
        (("a bot that answers questions",), 'assistant plan "…"'),
        (("plan", "--modle", "x", "y"), "Did you mean '--model'?"),
        (("usage", "stast"), "stats"),
        (("notes", "serach", "x"), "search"),
        (("plan",), "BRIEF"),
        (("feedback", "last"), "--accept"),
        (("feedback", "last", "--accept", "--good"), "exactly one"),
    ],
)
def test_a_slip_gets_one_sentence_and_the_nearest_match(run: Run, args: tuple[str, ...], says: str) -> None:
    result = run(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1
    assert says in result.stderr
    as_json = run(*args, "--json")
    assert (as_json.exit_code, as_json.stderr) == (2, "")
    error = from_json(as_json.stdout)["error"]
    assert set(error) == {"code", "message", "where", "fix"}
    assert says in error["message"] + error["fix"]


def test_without_a_command_and_without_a_terminal_there_is_help_and_exit_2(run: Run) -> None:
    result = run()
    assert result.exit_code == 2
    assert "Usage: assistant" in result.stderr


@pytest.mark.parametrize("module", ["assistant", "assistant.cli"])
def test_the_command_also_runs_as_a_module(module: str) -> None:
    command = [sys.executable, "-m", module, "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=_environ())
    assert (done.returncode, done.stdout.split()[0], done.stderr) == (0, "assistant", "")
