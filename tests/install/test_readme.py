"""What the README's first screen promises is what happens."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

from packaging.markers import Marker

from assistant.cli.tree import COMMANDS
from tests.install import checkout, readme

_LINUX = {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"}
_LINUX |= {"python_version": "3.11", "python_full_version": "3.11.7", "platform_python_implementation": "CPython"}
_LINUX |= {"implementation_name": "cpython"}


def test_two_lines_stand_on_the_first_screen() -> None:
    first_screen = readme.text().splitlines()[:30]
    pasted = [line for line in first_screen if line.startswith("python3 -m venv ")]
    assert pasted == [line.whole for line in readme.lines()]
    assert [shlex.split(line.command)[0] for line in readme.lines()] == [".venv/bin/assistant", ".venv/bin/pytest"]


def test_both_lines_set_up_the_same_environment_from_files_of_this_repository() -> None:
    plan, tests = readme.lines()
    assert plan.setup == tests.setup
    named = re.findall(r"-r (\S+)", plan.setup)
    assert named
    assert all((checkout.ROOT / name).is_file() for name in named)
    assert "://" not in plan.setup


def test_the_first_line_ends_in_a_plan(tmp_path: Path) -> None:
    words = shlex.split(readme.lines()[0].command)
    command = [sys.executable, "-m", "assistant.cli", *words[1:]]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("# ")
    assert "## The answer, for your boss" in done.stdout
    assert "Traceback" not in done.stderr


def test_the_python_example_runs(tmp_path: Path) -> None:
    example = re.search(r"```python\n(.+?)```", readme.text(), re.S)
    assert example
    done = subprocess.run([sys.executable, "-c", example[1]], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert re.match(r"(product_first|adapted|classical|clarify|stop) \S", done.stdout)


def test_ci_runs_the_second_line_and_says_when_it_fails(tmp_path: Path) -> None:
    script = tmp_path / ".ci" / "run"
    script.parent.mkdir()
    script.write_bytes((checkout.ROOT / ".ci" / "run").read_bytes())
    (tmp_path / "bin").mkdir()
    fake = tmp_path / "bin" / "python3"
    fake.write_text('#!/bin/sh\n[ "$1" = --version ] || { echo "called: python3 $*"; exit 7; }\n', encoding="utf-8")
    fake.chmod(0o755)
    (tmp_path / "README.md").write_text(readme.text(), encoding="utf-8")
    environment = {"PATH": f"{fake.parent}:/usr/bin:/bin"}
    done = subprocess.run(["bash", str(script)], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 7
    assert f"$ {readme.lines()[1].whole}" in done.stdout
    assert "called: python3 -m venv .venv" in done.stdout


def test_ci_refuses_a_readme_without_its_line(tmp_path: Path) -> None:
    script = tmp_path / ".ci" / "run"
    script.parent.mkdir()
    script.write_bytes((checkout.ROOT / ".ci" / "run").read_bytes())
    (tmp_path / "README.md").write_text("# Nothing to run\n", encoding="utf-8")
    done = subprocess.run(["bash", str(script)], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "README.md" in done.stderr


def test_the_stated_number_of_packages_is_the_pinned_one() -> None:
    stated = re.search(r"installation is (\d+) packages", readme.text())
    assert stated
    pins = re.findall(r"(?m)^([a-z0-9.-]+)==[^ ]+(?: ; (.+?))? \\$", (checkout.ROOT / "constraints.txt").read_text())
    on_linux = {name for name, marker in pins if not marker or Marker(marker).evaluate(_LINUX)}
    assert int(stated[1]) == len(on_linux)


def test_the_readme_names_the_commands_there_are() -> None:
    assert set(re.findall(r"`(?:\.venv/bin/)?assistant ([a-z]+)", readme.text())) == set(COMMANDS)
