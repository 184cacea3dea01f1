"""Invariant: what starting costs is CPU time as a ratio to `python -c pass` in the same run, so machines compare.

    python -m benchmarks.startup [--runs 7] [--others VENV]

Prints the median ratio of `assistant --version`, of `assistant --help`, and of `assistant chat` until its prompt stands
on a terminal, each beside its limit; with `--others`, `llm --help` and `aider --help` from that environment, where they
are installed. Exit code 1 when a limit is passed. What cannot be measured here says so.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LIMITS: Mapping[str, float] = {"assistant --version": 3.0, "assistant --help": 6.0, "prompt visible": 25.0}
"""Row → how many times `python -c pass` it may cost (project rule)."""
OTHERS = ("llm", "aider")
_BASE = "python -c pass"
_WATCHED = """
import sys, time
from assistant.repl import lines
stand, chosen = lines.stand, lines.choose
def told(moment):
    sys.stderr.write(f"{moment} {time.process_time()} s ")
    sys.stderr.flush()
def stood():
    ahead = stand()
    told("VISIBLE")
    return ahead
def shown():
    told("READY")
    raise SystemExit
lines.stand = stood
lines.choose = lambda on_shown, *rest: chosen(shown, *rest)
sys.argv = ["assistant", "chat"]
from assistant.cli import entry
entry()
"""
"""The chat, told to say what it has cost when its prompt stands, and again when the prompt takes keys; what is typed
between is kept. The model loads only after that."""


@dataclass(frozen=True)
class Row:
    """One thing started: the median of its CPU time over that of the base; None when it was not measured."""

    name: str
    ratio: float | None
    limit: float | None = None

    @property
    def passes(self) -> bool:
        """Whether it keeps its limit, if it has one; what was not measured keeps none."""
        return self.limit is None or (self.ratio is not None and self.ratio <= self.limit)

    def line(self) -> str:
        """For people."""
        seen = "not measured" if self.ratio is None else f"{self.ratio:5.1f} ×"
        return f"{self.name:<22} {seen:>12}" + (f"   limit {self.limit:g} ×" if self.limit else "")


def cpu_of(command: Sequence[str], home: Path) -> float:
    """CPU seconds of one run of the command, children and all."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=_environ(home), capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


def cpu_until_prompt(home: Path, moment: str = "VISIBLE") -> float:
    """CPU seconds of the chat until its prompt is `VISIBLE` on a terminal, or `READY` to take keys."""
    import pexpect

    environ = _environ(home) | {"TERM": "xterm-256color"}
    child = pexpect.spawn(sys.executable, ["-c", _WATCHED], env=environ, timeout=60, encoding="utf-8")
    try:
        child.expect(rf"{moment} ([0-9.]+) s")
        return float(child.match.group(1))
    finally:
        child.close(force=True)


def measured(runs: int, others: Path | None, home: Path) -> list[Row]:
    """Every row, from interleaved runs, so that a busy moment falls on all of them."""
    module = [sys.executable, "-m", "assistant.cli"]
    work: dict[str, Callable[[], float]] = {
        _BASE: lambda: cpu_of([sys.executable, "-c", "pass"], home),
        "assistant --version": lambda: cpu_of([*module, "--version"], home),
        "assistant --help": lambda: cpu_of([*module, "--help"], home),
    }
    work["prompt visible"] = lambda: cpu_until_prompt(home)
    work["prompt takes keys"] = lambda: cpu_until_prompt(home, "READY")
    for name in OTHERS:
        script = others / "bin" / name if others else None
        if script is not None and script.exists():
            work[f"{name} --help"] = lambda script=str(script): cpu_of([script, "--help"], home)  # type: ignore[misc]
    seen: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(runs):
        for name, once in work.items():
            seen[name].append(once())
    return rows(seen)


def rows(seen: Mapping[str, Sequence[float]]) -> list[Row]:
    """Medians over the base's median; a row without numbers is not measured."""
    base = statistics.median(seen[_BASE])
    names = [*LIMITS, "prompt takes keys", *(f"{name} --help" for name in OTHERS)]
    return [Row(n, statistics.median(seen[n]) / base if seen.get(n) else None, LIMITS.get(n)) for n in names]


def _environ(home: Path) -> dict[str, str]:
    ours = ("ASSISTANT_", "ANTHROPIC_", "OPENAI_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {"ASSISTANT_HOME": str(home)}


def main() -> int:
    """Measures, prints, and says by the exit code whether every limit is kept."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--others", type=Path, metavar="VENV", help="an environment with llm and aider")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        found = measured(wanted.runs, wanted.others, Path(home))
    print("\n".join(row.line() for row in found))
    return 0 if all(row.passes for row in found) else 1


if __name__ == "__main__":
    sys.exit(main())
