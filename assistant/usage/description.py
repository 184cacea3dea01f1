"""Invariant: the page about the log is generated from the log's own schema, so that it cannot describe another.

python -m assistant.usage.description > docs/usage-log.md
"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing

from assistant.usage import otel
from assistant.usage.consent import TEXTS
from assistant.usage.migrations import MIGRATIONS, migrate
from assistant.usage.patterns import PATTERNS
from assistant.usage.retention import Retention

TABLES = {
    "episodes": "One conversation, with the consent it began under.",
    "turns": "One exchange: what was asked, what came of it, with which prompts, corpus and redaction policy.",
    "calls": "One model call of a turn; `tip` and `reply` point at the exact messages as sent and answered.",
    "message": "One message, named by a hash over itself and the message before it: a shared beginning is kept once.",
    "told": "What calls were told of earlier turns, owned by the turn it came from and forgotten with it.",
    "templates": "The prompts of the turns, as their files had them, with the slots they have.",
    "blob": "System prompts, tool schemas and consent texts, named by their hash.",
    "retrieval": "What search gave the turn, by the hashes of chunk and document, and whether the plan cites it.",
    "feedback": "What somebody or something said about a turn; appended, one stands per turn and metric.",
    "signals": "A view: each piece of feedback as bool, number, comment, demonstration or preference.",
    "metric_defs": "What each metric is: its type, its unit, which way is better.",
    "config_snapshots": "What a turn was made with: model, prompts, corpus, prices, tools, version.",
    "consent": "Every statement about what may be kept and used, with the hash of the words agreed to.",
    "exports": "Every file that left the log and where it was put, backups outside of the data folder too.",
    "export_rows": "Which turn is in which export.",
    "tombstones": "What was forgotten: an id and a keyed hash, no content.",
    "switch_events": "The journal of `tune enable` and `tune disable`; append-only, each names the one before.",
    "chain": "One entry a row written, an HMAC and a link to the entry before; append-only.",
    "chain_head": "One row: an HMAC over the newest entry of the chain; entries cut off at its end are noticed.",
    "migrations": "Which steps of the schema ran.",
}
"""Table → what it is for."""


TRIED = """On two cores shared with others (load average 2 to 6), 2026-11-23. Times depend on the machine: run them
on yours.

`python -m benchmarks.usage_trials` (some four to ten minutes; exit 1 when a bar is missed):

- 200 kills of eight writers: 61,096 turns acknowledged, 0 lost, 0 faults.
- 200 damages of 512 bytes: 165 changed something, all 165 were reported; 112,152 of 112,224 untouched rows recovered.
- 80 of 80 concurrent starts; 20 of 20 sizes at which the disk is full: old turns intact, told, resumed.
- 2,900 planted secrets of 29 kinds, passwords with signs among them, in questions, tool calls, results and exceptions:
  0 readable in the files; 1 false hit in 6,368 lines of our own documents
  (alone: `python -m benchmarks.usage_secrets`).

`python -m benchmarks.usage` (a turn with and without its record, side by side):

- recording costs the second and later turns 8.5 ms at the median (7.7 ms of CPU; the bar is 10), the first 22 ms, at a
  load average of 0.7; a recorded turn takes 1.28 times the time of the same turn unrecorded. Each turn has another
  brief. Under load the clock time grows (19 ms at a load average of 3.8, with 8.5 ms of CPU). A plan or a tool's
  result is looked over for secrets once: what earlier turns held costs later ones nothing.
- eight writers reach 1.21 times the rate of one; 2.24 fdatasync a turn.
- content-addressed rows are 5.1 times smaller than the full messages of every call, the whole file 2.7 times."""
"""What the commands printed the last time they were run whole."""


LEFT = """A password goes whatever signs it holds and whatever it begins with; only what is wholly a placeholder stays:
`${NAME}`, `<your-key>`, `{{x}}`, `****`, `...`, `your_password_here`, `changeme`. Below a name such as `api_key` or
`passwords` every text of a mapping or list goes.

Not measured nor promised: a secret split in two, across turns or within one; a password in a sentence that does not
name it, or is letters alone there; what follows the first space, quotation mark or backslash of an unquoted password
(`&`, `;`, `,`, brackets and `|` are part of it); a key of a
service that is not listed and stands without a name; people's names and postal addresses.

A detector of your own goes beside the patterns, from Python. It has a `name` (with a version: it is part of the policy
that each row names) and a `find` that gives the stretches to replace:

```python
import re

from assistant import app
from assistant.settings import load
from assistant.usage.redaction import Span


class CaseNumbers:
    name = "case numbers 1"

    def find(self, text):
        return [Span(found.start(), found.end(), "case") for found in re.finditer(r"CASE-[0-9]{6}", text)]


assistant = app.build(load(), wiring=app.Wiring(detectors=(CaseNumbers(),)))
```

`PresidioDetector` of `assistant.usage.presidio` is one that looks for people and places, where presidio is installed.
It holds for what that program records: the commands know the built-in patterns alone."""
"""What the patterns do with placeholders, and what they do not find."""


def page() -> str:
    """The page in Markdown."""
    kept = Retention()
    labels = ", ".join(dict.fromkeys(pattern.label for pattern in PATTERNS))
    names = [f"| `{ours}` | `{theirs}` |" for ours, theirs in otel.NAMES.items()]
    parts = [
        "# The usage log",
        "Generated by `python -m assistant.usage.description`; a test compares it with the schema.",
        "One SQLite file, `usage.sqlite3` in the data folder, private to its owner, sent nowhere. Beside it: "
        "`usage.key`, without which no pseudonym can be traced, and `usage.not-recorded`, a counter.",
        "## What may be kept",
        "\n".join(f"- **{level}**: {text}" for level, text in TEXTS.items()),
        "Once a turn of a chat was made under none, the rest of that chat keeps numbers alone, whatever is allowed "
        "later: the model still tells of what was said. `/clear` begins anew.",
        f"Content goes after {kept.content_days} days (`ASSISTANT_CONTENT_DAYS`), numbers after {kept.metadata_days} "
        "(`ASSISTANT_NUMBERS_DAYS`, see [settings](settings.md)); `assistant usage forget` "
        "removes either at once, from the file, the history of the chat, stored plans and eval runs, with the turns "
        "made from what goes (a revision holds the whole brief again, a question about a plan has the plan in its "
        "prompt; and a later turn of the same chat in which a name, a sentence, the plan's title or its job comes back "
        "counts as made from it too), and names the exports and backups it cannot reach. It asks first; where nobody "
        "can be asked it needs `--yes`. A turn that is not as it was written leaves on no clock, and nothing leaves "
        "while the clock is more than two years ahead of the newest turn: both are told.",
        f"Replaced before anything is written, by pseudonyms that stay the same within one log: {labels}.",
        LEFT,
        f"## Tables (schema steps: {', '.join(step.__name__ for step in MIGRATIONS)})",
        *_tables(),
        "## Tried",
        TRIED,
        f"## Names in OpenTelemetry ({otel.CONVENTIONS})",
        "Nothing is exported there; this is what an exporter would call the columns.",
        "\n".join(["| column | attribute |", "|---|---|", *names]),
    ]
    return "\n\n".join(parts) + "\n"


def columns() -> dict[str, list[tuple[str, str]]]:
    """Table or view → its columns with their types, from a fresh log."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        migrate(db)
        return {table: [(row[1], row[2]) for row in db.execute(f"PRAGMA table_info({table})")] for table in TABLES}


def _tables() -> list[str]:
    found = []
    for table, fields in columns().items():
        names = ", ".join(f"`{name}` {kind.lower()}".strip() for name, kind in fields)
        found.append(f"### {table}\n\n{TABLES[table]}\n\n{names}")
    return found


if __name__ == "__main__":
    sys.stdout.write(page())
