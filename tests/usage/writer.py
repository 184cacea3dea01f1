"""A process of its own that writes to a log: `python -m tests.usage.writer HOME NAME COUNT`.

Waits for a line on its input, so that several can begin at once; prints each turn's id once it is acknowledged and
ends with a line that counts what could not be recorded.
"""

from __future__ import annotations

import sys
from pathlib import Path

from assistant.usage.log import UsageLog
from tests.usage import made


def main(home: str, name: str, count: int) -> None:
    """Records `count` turns of the session `name`, both stages each."""
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    with UsageLog.open(Path(home)) as log:
        for number in range(count):
            turn = made.turn(f"brief {number} of {name}", session=name)
            log.record("started", made.begun(turn))
            log.record("finished", turn)
            if log.not_recorded:
                break
            sys.stdout.write(f"{turn.id}\n")
            sys.stdout.flush()
        sys.stdout.write(f"not recorded: {log.not_recorded} {log.last_error}\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
