"""Every test starts clean: no key, no setting and no folder of the person who runs it can be seen."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

_PREFIXES = ("ANTHROPIC_", "OPENAI_", "LANGSMITH_", "LANGCHAIN_", "ASSISTANT_", "XDG_")


def pytest_configure() -> None:
    """Lets the signals that stop us be heard: what is started in the background or by nohup has them ignored."""
    for number, usual in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, usual)


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Clears what could reach a provider, and points everything written below the test's own folder."""
    for name in [name for name in os.environ if name.startswith(_PREFIXES)]:
        monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("ASSISTANT_HOME", str(home / "assistant"))
    return home / "assistant"
