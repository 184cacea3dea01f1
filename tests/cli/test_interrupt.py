"""Ctrl-C on a running plan: the process leaves with 130, and what was asked and answered so far is in the log."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic_core import from_json

from assistant.usage.log import UsageLog

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_ctrl_c_keeps_the_turn(own_home: Path, options: tuple[str, ...]) -> None:
    environ = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "ASSISTANT_MODEL": "tests.repl.scripted_session:signalling",
    }
    command = [sys.executable, "-m", "tests.repl.words_only", "plan", "an endless bot", *options]
    with subprocess.Popen(
        command, cwd=ROOT, env=environ, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stderr is not None
        heard = ""
        for line in running.stderr:
            heard += line
            if "the endless reply has begun" in line:
                running.send_signal(signal.SIGINT)
                break
        out, rest = running.communicate(timeout=120)
    assert running.returncode == 130, heard + rest
    assert "Traceback" not in rest
    with UsageLog.open(own_home) as log:
        turn = log.turn("last")
    assert turn.status == "interrupted"
    assert (turn.answer or "").startswith("Line 0 of an endless reply.")
    if options:
        error = from_json(out)["error"]
        assert error["code"] == "interrupted"
        assert turn.id in error["message"]
    else:
        assert out == ""
        assert turn.id in rest.splitlines()[-1]
