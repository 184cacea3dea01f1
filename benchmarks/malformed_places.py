"""Invariant: what is made here is no ordinary file or lies in no ordinary place, and can be taken away again."""

from __future__ import annotations

import contextlib
import os
import random
import socket
import stat
from collections.abc import Callable
from pathlib import Path

_NAMES = (
    b"line\nbreak", b"bell\x07\x1b[31m", b"not utf-8 \xff\xfe", b"-rf", b"quote'\"`$(x)", b" blank ", b"...",
    b"%00%s{0}", "right\u202eleft".encode(), "zero\u200bwidth".encode(), "e\u0301".encode(), b"x" * 240,
    "漢".encode() * 75, b"CON",
)  # fmt: skip


def odd_name(folder: Path, number: int, rng: random.Random) -> Path:
    """A sound note under a name that is hard to print, quote or encode."""
    name = b"%04d" % number + rng.choice(_NAMES) + b".md"
    path = Path(os.fsdecode(os.path.join(os.fsencode(folder), name)))  # noqa: PTH118 - bytes
    path.write_text("# Odd\n\nA sound note.\n")
    return path


def link(folder: Path, number: int, rng: random.Random) -> Path:
    """A link: to itself, in a circle, to nowhere, to the folder above, to a device, out of the folder."""
    path = folder / f"{number:04}-link.md"
    target = rng.choice((path.name, f"{number:04}-back.md", "nowhere.md", "..", "/dev/zero", "/etc/hostname", "."))
    path.symlink_to(target)
    if target.endswith("back.md"):
        (folder / target).symlink_to(path.name)
    return path


def pipe(folder: Path, number: int, rng: random.Random) -> Path:
    """A pipe that nobody writes to, or a socket."""
    path = folder / f"{number:04}-pipe{rng.choice(('.md', '.pdf', '.html'))}"
    if rng.random() < 0.5:
        os.mkfifo(path)
        return path
    with socket.socket(socket.AF_UNIX) as listening, contextlib.suppress(OSError):  # the path may be too long for one
        listening.bind(str(path))
    if not path.exists():
        os.mkfifo(path)
    return path


def device(folder: Path, number: int, rng: random.Random) -> Path:
    """A device that never ends; without the right to make one, a pipe."""
    path = folder / f"{number:04}-device.txt"
    try:
        os.mknod(path, 0o600 | stat.S_IFCHR, os.makedev(1, 5))
    except OSError:
        os.mkfifo(path)
    return path


def locked(folder: Path, number: int, rng: random.Random) -> Path:
    """A file, or a folder of one, that may not be read."""
    if rng.random() < 0.5:
        path = folder / f"{number:04}-locked.md"
        path.write_text("Locked.\n")
        path.chmod(0)
        return path
    inner = folder / f"{number:04}-locked"
    inner.mkdir()
    path = inner / "inside.md"
    path.write_text("Locked.\n")
    inner.chmod(0)
    return path


def deep(folder: Path, number: int, rng: random.Random) -> Path:
    """A note below more folders than anybody makes."""
    place = folder.joinpath(f"{number:04}-deep", *"d" * rng.choice((30, 60, 200)))
    place.mkdir(parents=True)
    (place / "note.md").write_text("Deep.\n")
    return place / "note.md"


def named_like_a_file(folder: Path, number: int, rng: random.Random) -> Path:
    """A folder that is named like a note, with a link to itself in it."""
    path = folder / f"{number:04}-folder.md"
    path.mkdir()
    (path / "again").symlink_to(path)
    return path / "again"


def slow_rules(folder: Path, number: int, rng: random.Random) -> Path:
    """A note beside a .gitignore whose pattern would take centuries."""
    inner = folder / f"{number:04}-rules"
    inner.mkdir()
    (inner / ".gitignore").write_text(rng.choice(("*a" * 40 + "b\n", "[" * 500 + "\n", "**/" * 300 + "x\n", "\\\n!\n")))
    path = inner / ("a" * 200 + ".md")
    path.write_text("Beside slow rules.\n")
    return path


MAKERS: tuple[Callable[[Path, int, random.Random], Path], ...] = (
    odd_name,
    link,
    pipe,
    device,
    locked,
    deep,
    named_like_a_file,
    slow_rules,
)


def unlock(folder: Path) -> None:
    """Gives back the rights that were taken, so that everything can be deleted."""
    for path in folder.iterdir():
        if not path.is_symlink() and "-locked" in path.name:
            path.chmod(0o700)
