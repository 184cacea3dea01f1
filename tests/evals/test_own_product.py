"""Cases of the user's own product: what a scorer may give, and what it may be asked for."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assistant.cli.tree import root

Run = Callable[..., Result]
HEAD = 'title = "Mine"\npurpose = "What I ask of it."\nreads = "product"\n[[gate]]\nscorer = "right"\n'


@pytest.fixture
def run() -> Run:
    return lambda *words: CliRunner().invoke(root, ["eval", *words])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "mine"
    made.mkdir()
    (made / "suite.toml").write_text(HEAD)
    (made / "product.py").write_text('def answer(text):\n    return "No"\n')
    (made / "cases.jsonl").write_text('{"id": "a", "input": "May I return worn shoes?"}')
    return made


@pytest.mark.parametrize(
    ("gives", "code", "shows"),
    [
        ("True", 0, "passed"),
        ("False", 1, "failed"),
        ('(True, "it is so")', 0, "passed"),
        ("0.7", 0, "passed"),
        ('(0.7, "near enough")', 0, "passed"),
        ('(1, "whole")', 0, "passed"),
        ('(0.2, "far off")', 1, "failed"),
        ('("yes", "a label")', 5, "not measured"),
        ("None", 5, "unmeasured"),
        ("[1, 2]", 5, "gave [1, 2]"),
        ("{}[0]", 5, "the scorer broke off: KeyError: 0"),
        ('(3, "of five")', 5, "gave the number 3"),
    ],
)
def test_a_scorer_gives_a_bool_a_number_or_a_label_with_or_without_a_reason(
    run: Run, folder: Path, gives: str, code: int, shows: str
) -> None:
    (folder / "scorers.py").write_text(f"def right(case, answer):\n    return {gives}\n")
    result = run("run", str(folder))
    assert result.exit_code == code, result.output
    assert shows in result.stdout
    assert "the network is open" in result.stderr
    if "gave" in shows:
        assert "scorers.py" in result.stdout
        assert "Return True or False, a number from 0 to 1, a label, or None" in result.stdout


def test_a_case_names_the_number_that_passes(run: Run, folder: Path) -> None:
    (folder / "cases.jsonl").write_text('{"id": "a", "input": "Worn shoes?", "expect": {"right": 0.9}}')
    (folder / "scorers.py").write_text("def right(case, answer):\n    return 0.7\n")
    assert run("run", str(folder)).exit_code == 1


@pytest.mark.parametrize(("bar", "says"), [(0, "which everything passes"), (7, "which nothing passes")])
def test_a_number_that_decides_nothing_is_refused_with_its_line(run: Run, folder: Path, bar: int, says: str) -> None:
    """A scorer that gives true or false may read such a number as it likes."""
    case = json.dumps({"id": "a", "input": "Worn shoes?", "expect": {"right": bar}})
    (folder / "cases.jsonl").write_text(f"\n{case}\n")
    (folder / "scorers.py").write_text("def right(case, answer):\n    return 0.7\n")
    refused = run("run", str(folder))
    assert refused.exit_code == 5
    assert says in refused.stdout
    assert "cases.jsonl:2" in refused.stdout
    (folder / "scorers.py").write_text("def right(case, answer):\n    return True\n")
    assert run("run", str(folder)).exit_code == 0
