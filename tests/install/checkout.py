"""The files of this repository as git would hand them to a stranger: tracked or new, never ignored."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def files() -> list[str]:
    """Paths of every file git tracks or would track, relative to the root, with forward slashes.

    Skips the test where there is no git checkout, as in an unpacked source archive.
    """
    if not (ROOT / ".git").exists():
        pytest.skip("not measured: this is no git checkout")
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return sorted({name for name in listed.split("\0") if name and (ROOT / name).is_file()})


def copy(to: Path) -> Path:
    """The same files in another folder."""
    for name in files():
        target = to / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target)
    return to
