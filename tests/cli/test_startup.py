"""What starting costs is judged as ratios, and what was not measured never passes a limit."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import startup


def test_medians_become_ratios_beside_their_limits() -> None:
    seen = {
        "python -c pass": [0.01, 0.02, 0.09],
        "assistant --version": [0.04, 0.05, 0.03],
        "assistant --help": [0.2, 0.2, 0.2],
        "llm --help": [1.0],
    }
    found = {row.name: row for row in startup.rows(seen)}
    assert found["assistant --version"].ratio == pytest.approx(2.0)
    assert found["assistant --version"].passes
    assert not found["assistant --help"].passes
    assert found["llm --help"].ratio == pytest.approx(50.0)
    assert found["aider --help"].line().endswith("not measured")
    assert not found["prompt visible"].passes, "not measured is no pass"


def test_a_command_and_the_prompt_cost_some_cpu(tmp_path: Path) -> None:
    import sys

    assert startup.cpu_of([sys.executable, "-c", "sum(range(10**6))"], tmp_path) > 0
    assert startup.cpu_until_prompt(tmp_path) > 0
