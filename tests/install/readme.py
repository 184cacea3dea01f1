"""The two lines of the README, and their parts."""

from __future__ import annotations

from dataclasses import dataclass

from tests.install import checkout


@dataclass(frozen=True)
class Line:
    """One line a stranger pastes: what it sets up, and what it runs then."""

    whole: str

    @property
    def setup(self) -> str:
        """All but the last command."""
        return self.whole.rpartition(" && ")[0]

    @property
    def command(self) -> str:
        """The last command."""
        return self.whole.rpartition(" && ")[2]


def text() -> str:
    """The README."""
    return (checkout.ROOT / "README.md").read_text(encoding="utf-8")


def lines() -> list[Line]:
    """Every line of the README that sets up an environment, in order."""
    return [Line(line) for line in text().splitlines() if line.startswith("python3 -m venv ")]
