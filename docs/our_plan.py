"""Invariant: our own plan is made by our own tool from `our-brief.md`, and its gates are read from our own log.

python docs/our_plan.py           writes our-plan.json and our-plan.md
python docs/our_plan.py --check   exit 1 when either is out of date, or when the plan breaks a rule
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant import app
from assistant.planning import schema
from assistant.planning.gate_readings import Reading, read_gates
from assistant.planning.markdown import render
from assistant.planning.schema import Plan
from assistant.settings import Settings
from assistant.usage.log import UsageLog
from assistant.usage.own_metrics import observed

HERE = Path(__file__).resolve().parent
MADE_ON = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PLAN_ID = "019b0000-0000-7000-8000-000000000001"
"""Date and id are fixed, so that the plan changes only when the brief, the patterns, the notes or the rules do."""


def make() -> tuple[Plan, str]:
    """The plan and its Markdown with the gates as the log reads today."""
    brief = (HERE / "our-brief.md").read_text(encoding="utf-8")
    with TemporaryDirectory() as home:
        wiring = app.Wiring(recorded=False, now=lambda: MADE_ON)
        turn = app.build(Settings(home=Path(home)), model="offline", wiring=wiring).turn(brief, want="plan")
    if turn.plan is None or turn.status != "complete":
        raise SystemExit(f"our own plan breaks our own rules: {[str(finding) for finding in turn.findings]}")
    made = turn.plan.generator.model_copy(update={"tool_version": "this checkout"})
    plan = turn.plan.model_copy(update={"id": PLAN_ID, "generator": made})
    return plan, render(plan) + "\n" + _gates(plan)


def _gates(plan: Plan) -> str:
    with TemporaryDirectory() as home, UsageLog.open(Path(home)) as log:
        readings = read_gates(plan, observed(plan, log.stats()), MADE_ON.date())
    head = f"## Our gates, read from our own log on {MADE_ON:%-d %b %Y}\n\nThe log is as new as this checkout.\n\n"
    return head + "|Gate|State|Reading|\n|-|-|-|\n" + "\n".join(_line(reading) for reading in readings) + "\n"


def _line(reading: Reading) -> str:
    return f"|{reading.title}|{reading.state}|{'; '.join(reading.lines)}|"


def main() -> int:
    """Writes or checks the two files."""
    plan, markdown = make()
    files = {HERE / "our-plan.json": schema.dump(plan), HERE / "our-plan.md": markdown}
    if "--check" not in sys.argv[1:]:
        for path, text in files.items():
            path.write_text(text, encoding="utf-8")
        return 0
    stale = [
        path.name for path, text in files.items() if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    if stale:
        sys.stderr.write(f"out of date: {', '.join(stale)}; run: python docs/our_plan.py\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
