"""Shows the cases of suites as tests: `pytest evals/` runs them like `assistant eval run`, offline and one by one.

A case passes only when everything it asserts was measured and holds. A failing case of a group that no gate asks to be
all right is an expected failure: its suite's gates decide by shares.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from assistant.cli.eval_bench import Bench
    from assistant.evals.cases import Placed
    from assistant.evals.suites import Suite

_STACK = pytest.StashKey[ExitStack]()
_BENCH = pytest.StashKey["Bench"]()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A file of cases beside a suite.toml is collected; nothing is imported before."""
    if file_path.suffix == ".jsonl" and (file_path.parent / "suite.toml").is_file():
        found: pytest.Collector = CaseFile.from_parent(parent, path=file_path)
        return found
    return None


def pytest_unconfigure(config: pytest.Config) -> None:
    """Closes what the cases opened."""
    if _STACK in config.stash:
        config.stash[_STACK].close()


class CaseFile(pytest.File):
    """One group of a suite."""

    def collect(self) -> Iterator[pytest.Item]:
        """Its cases."""
        from assistant.evals import suites

        suite = suites.find(str(self.path.parent))
        for placed in suite.cases:
            if placed.group == self.path.stem:
                yield CaseItem.from_parent(self, name=placed.case.id, suite=suite, placed=placed)


class CaseItem(pytest.Item):
    """One case."""

    def __init__(self, *, suite: Suite, placed: Placed, **more: object) -> None:
        super().__init__(**more)  # type: ignore[arg-type]
        self.suite, self.placed = suite, placed

    def runtest(self) -> None:
        """Runs the case. Raises Failed with the reasons when it does not pass."""
        from assistant.evals import runner
        from assistant.evals.selecting import Selection

        bench = _bench(self.config)
        only = Selection(filters=(("id", self.placed.case.id),), jobs=1)
        (result,) = runner.run(self.suite, bench.make, only, teach=bench.teach).results
        if result.outcome == "pass":
            return
        reasons = "; ".join(result.reasons) or "nothing was measured"
        gates = [gate for gate in self.suite.head.gate if gate.group in ("*", self.placed.group)]
        if result.outcome == "fail" and not any(gate.min_pass_rate == 1 for gate in gates):
            pytest.xfail(reasons)
        pytest.fail(f"{result.outcome}: {reasons}", pytrace=False)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Where it stands."""
        return self.path, None, f"{self.suite.name}/{self.placed.group}/{self.name}"


def _bench(config: pytest.Config) -> Bench:
    from assistant.cli import eval_bench
    from assistant.cli.watching import Watcher
    from assistant.settings import Settings

    if _BENCH not in config.stash:
        stack = config.stash[_STACK] = ExitStack()
        home = stack.enter_context(tempfile.TemporaryDirectory())
        watcher = stack.enter_context(Watcher(quiet=True))
        opened = eval_bench.open_bench(Settings(home=Path(home)), None, watcher)
        config.stash[_BENCH] = stack.enter_context(opened)
    return config.stash[_BENCH]
