"""What a person installs holds everything the assistant needs and nothing that was on the builder's machine."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.install import checkout

_BRIEF = "Support bot for our returns policy; two engineers, eight weeks"
_CARRIED = {
    "assistant/": "assistant/",
    "prompts/": "assistant/_data/prompts/",
    "corpus/": "assistant/_data/corpus/",
    "evals/suites/": "assistant/_data/evals/suites/",
    "evals/baselines/": "assistant/_data/evals/baselines/",
}
_JUNK = (
    ".env",
    "assistant/.env",
    "assistant/log.sqlite3",
    "assistant/log.sqlite3-wal",
    "assistant/__pycache__/left.cpython-311.pyc",
    "corpus/.env.local",
    "corpus/notes/.DS_Store",
    "evals/usage/log.sqlite3",
    "evals/usage/turns.jsonl",
    "evals/runs/last.json",
    "evals/suites/index.sqlite3",
    "prompts/.env",
)


@dataclass(frozen=True)
class Built:
    """One build of a copy of this tree in which junk was planted."""

    from_sdist: Path
    from_tree: Path
    sdist: Path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A source archive, the wheel made from it, and the wheel made from the tree; no network."""
    tree = checkout.copy(tmp_path_factory.mktemp("tree"))
    for name in _JUNK:
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text("private", encoding="utf-8")
    through, direct = tmp_path_factory.mktemp("through"), tmp_path_factory.mktemp("direct")
    for options, out in ((), through), (("--wheel",), direct):
        command = [sys.executable, "-m", "build", "--no-isolation", *options, "--outdir", str(out), str(tree)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
        assert done.returncode == 0, done.stdout + done.stderr
    return Built(next(through.glob("*.whl")), next(direct.glob("*.whl")), next(through.glob("*.tar.gz")))


def _names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as opened:
        return set(opened.namelist())


def _expected() -> set[str]:
    carried = set()
    for name in checkout.files():
        for prefix, target in _CARRIED.items():
            if name.startswith(prefix):
                carried.add(target + name.removeprefix(prefix))
    return carried


def test_the_wheel_carries_the_code_and_its_data_and_not_one_file_more(built: Built) -> None:
    version = tomllib.loads((checkout.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    about = f"product_first_assistant-{version}.dist-info/"
    named = _names(built.from_tree)
    assert {name.removeprefix(about) for name in named if name.startswith(about)} == {
        "METADATA",
        "WHEEL",
        "RECORD",
        "entry_points.txt",
        "licenses/LICENSE",
        "licenses/NOTICE",
    }
    assert {name for name in named if not name.startswith(about)} == _expected()


def test_the_wheel_has_what_a_plan_without_a_network_needs(built: Built) -> None:
    named = _names(built.from_tree)
    assert {
        "assistant/py.typed",
        "assistant/knowledge/minilm-tokenizer.json",
        "assistant/_data/corpus/product-first.md",
    } <= named
    for folder in ("prompts", "corpus/notes", "corpus/patterns", "evals/suites"):
        assert any(name.startswith(f"assistant/_data/{folder}/") for name in named), folder


def test_nothing_that_git_ignores_is_in_any_archive(built: Built) -> None:
    for wheel in (built.from_tree, built.from_sdist):
        with zipfile.ZipFile(wheel) as opened:
            assert not [name for name in opened.namelist() if opened.read(name) == b"private"]
    with tarfile.open(built.sdist) as opened_tar:
        members = [member for member in opened_tar if member.isfile()]
        assert members
        assert not [member.name for member in members if _content(opened_tar, member) == b"private"]


def test_a_wheel_built_from_the_source_archive_is_the_same_wheel(built: Built) -> None:
    assert _names(built.from_sdist) == _names(built.from_tree)


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    opened = archive.extractfile(member)
    assert opened is not None
    return opened.read()


@dataclass(frozen=True)
class Installed:
    """A fresh environment holding the wheel, a person's empty home, and a folder that is not the checkout."""

    python: Path
    command: Path
    home: Path
    elsewhere: Path

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Runs the command in the other folder, with an environment that names nothing of ours."""
        environment = {
            "HOME": str(self.home),
            "XDG_DATA_HOME": str(self.home / "data"),
            "PATH": os.defpath,
            "LANG": "C.UTF-8",
        }
        return subprocess.run(
            [str(part) for part in command],
            cwd=self.elsewhere,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    """The wheel, installed by pip without an index; its dependencies are those of the running environment."""
    place = tmp_path_factory.mktemp("fresh")
    venv.create(place / "env", with_pip=False)
    python = place / "env" / "bin" / "python"
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-index", "--no-deps"]
    subprocess.run([*command, str(built.from_tree)], check=True, stdin=subprocess.DEVNULL)
    packages = next((place / "env" / "lib").glob("python*")) / "site-packages"
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    home, elsewhere = place / "home", place / "elsewhere"
    home.mkdir(mode=0o700)
    elsewhere.mkdir()
    yield Installed(python, python.with_name("assistant"), home, elsewhere)


def test_an_installed_assistant_plans_from_any_folder_and_writes_only_its_own(installed: Installed) -> None:
    where = installed.run(installed.python, "-c", "import assistant; print(assistant.__file__)")
    assert where.stdout.startswith(str(installed.python.parents[1])), where.stderr

    planned = installed.run(installed.command, "plan", _BRIEF, "--json")
    assert planned.returncode == 0, planned.stderr
    plan = json.loads(planned.stdout)
    assert plan["generator"]["offline"] is True
    assert plan["citations"]

    script = f"from assistant import plan; print(plan({_BRIEF!r}).verdict.path)"
    from_python = installed.run(installed.python, "-c", script)
    assert from_python.returncode == 0, from_python.stderr
    assert from_python.stdout.strip() == plan["verdict"]["path"]

    data = installed.home / "data" / "product-first-assistant"
    written = [path for path in installed.home.rglob("*") if path.is_file()]
    assert written
    assert not [path for path in written if data not in path.parents]
    assert not list(installed.elsewhere.iterdir())
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert not [path for path in written if path.stat().st_mode & 0o077]
