"""`pytest FOLDER` shows a suite's cases as tests: passed, failed, expected to fail, and never green when unmeasured."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.evals.bench import GATE, HEAD, written

_ROOT = Path(__file__).resolve().parents[2]


def answered(id: str, words: int, reply: dict[str, object]) -> dict[str, object]:
    expect = {"status_is": "answered", "answered_within_words": words}
    return {"id": id, "brief": "Why?", "want": "any", "expect": expect, "model": "scripted", "replies": [reply]}


@pytest.mark.parametrize(
    ("gate", "counts"), [(GATE, "1 failed, 1 passed"), (f"{GATE}min_pass_rate = 0.5\n", "1 passed, 1 xfailed")]
)
def test_cases_of_a_folder_are_tests(tmp_path: Path, gate: str, counts: str) -> None:
    cases = (answered("short", 9, {"text": "Ship first."}), answered("long", 1, {"text": "Ship first."}))
    folder = written(tmp_path / "mine", *cases, head=HEAD + gate)
    assert counts in run(folder)


def test_an_unmeasured_case_is_no_pass(tmp_path: Path) -> None:
    searching: dict[str, object] = {"calls": [{"name": "search_notes", "arguments": {"query": "x y"}}]}
    folder = written(tmp_path / "mine", answered("cut", 9, searching), head=f"{HEAD}{GATE}min_pass_rate = 0.5\n")
    said = run(folder)
    assert "1 failed" in said
    assert "unmeasured" in said


def run(folder: Path) -> str:
    """What pytest says of a folder, with this checkout's conftest."""
    command = [sys.executable, "-m", "pytest", "-n0", "-p", "no:randomly", "-p", "no:cacheprovider", "-c",
               str(_ROOT / "pyproject.toml"), "--rootdir", str(_ROOT), "-p", "conftest", str(folder)]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, cwd=_ROOT, check=False)
    return done.stdout + done.stderr
