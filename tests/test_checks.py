"""The checks that are not tests run as tests, so that one `pytest` is everything there is to pass."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[1]
_CHECKS = {
    "ruff": (sys.executable, "-m", "ruff", "check"),
    "format": (sys.executable, "-m", "ruff", "format", "--check"),
    "types": (sys.executable, "-m", "mypy"),
    "imports go one way": (str(Path(sys.executable).with_name("lint-imports")), "--no-cache"),
}


@pytest.mark.parametrize("check", _CHECKS)
def test_the_tree_passes(check: str) -> None:
    command = _CHECKS[check]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if done.returncode:
        pytest.fail(f"{' '.join(command[1:])}\n{done.stdout[-20000:]}{done.stderr[-4000:]}", pytrace=False)
