"""Invariant: planted secrets are looked for where they would hurt, in the bytes of the file, and prose must stay prose.

    python -m benchmarks.usage_secrets [--seeds 20]

29 kinds in five wrappings, each as often as there are seeds, spread over the turns of a conversation: in what is asked,
in what the next call is told of it, in tool arguments and results, in a failed call's exception and its turn's error.
Then the product's own documents are redacted and false hits counted. Exit 1 when a bar is missed.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.errors import ProviderError
from assistant.models.base import Message, ToolCall, ToolResult
from assistant.usage import planted
from assistant.usage.integrity import canonical
from assistant.usage.log import UsageLog
from assistant.usage.redaction import PSEUDONYM, Redactor
from tests.usage import made

_ROOT = Path(__file__).resolve().parents[1]
SHARE, WORST_KIND, LINES_A_HIT = 0.995, 0.98, 5_000


@dataclass(frozen=True)
class Found:
    """How many secrets of each kind were planted, and how many could be read in the log's files."""

    planted: Counter[str]
    missed: Counter[str]

    @property
    def share(self) -> float:
        """Share redacted of all."""
        return 1 - self.missed.total() / self.planted.total()

    @property
    def worst(self) -> float:
        """Share redacted of the worst kind."""
        return min(1 - self.missed[kind] / count for kind, count in self.planted.items())


def recorded(home: Path, seeds: int) -> Found:
    """Records the conversations and looks for what was planted in every file of the data folder."""
    hidden: list[tuple[str, str]] = []
    with UsageLog.open(home) as log:
        for kind in planted.KINDS:
            for seed in range(seeds):
                said = []
                for wrapping in planted.WRAPPINGS.values():
                    secret = planted.plant(kind, random.Random(f"{kind} {seed} {wrapping}"))
                    hidden.append((kind, planted.secret_part(kind, secret)))
                    said.append(wrapping.format(secret))
                _converse(log, f"{kind} {seed}", said)
        if log.not_recorded:
            raise SystemExit(f"not recorded: {log.last_error}")
        stored = b"".join(path.read_bytes() for path in sorted(home.iterdir()) if path.is_file())
    missed = [kind for kind, secret in hidden if any(form.encode() in stored for form in _spellings(secret))]
    return Found(Counter(kind for kind, _ in hidden), Counter(missed))


def _converse(log: UsageLog, session: str, said: list[str]) -> None:
    """Three turns: one asks, one works with tools, one fails."""
    asked = "\n".join(said)
    log.record("finished", made.turn(asked, session=session))
    told = (Message("user", asked), Message("assistant", f"I planned this: {asked}"))
    call = made.call("go on")
    worked = (
        Message("assistant", "", (ToolCall("t1", "search_notes", {"query": asked, "deep": [*said]}, raw=asked),)),
        Message("tool", results=tuple(ToolResult(f"t{place}", text, True) for place, text in enumerate(said))),
    )
    sent = (*told, *call.messages, *worked)
    log.record(
        "finished",
        replace(made.turn("go on", session=session), calls=(replace(call, messages=sent, earlier=2),)),
    )
    fault = ProviderError(f"the provider refused: {said!r}", fix=asked)
    failed = replace(call, error=f"{fault!r} {fault.sentence()}", messages=sent, earlier=2)
    shown = f"Traceback (most recent call last):\n  raise ValueError({asked!r})"
    broken = made.turn("once more", session=session, status="failed")
    log.record("finished", replace(broken, calls=(failed,), error=shown, notices=tuple(said)))


def _spellings(secret: str) -> set[str]:
    """As it is, as Python shows it in an exception, and as JSON holds it."""
    return {secret, repr(secret)[1:-1], canonical(secret)[1:-1]}


def false_hits() -> tuple[int, int]:
    """Pseudonyms that redaction puts into the product's own documents, and how many lines these have."""
    redactor = Redactor(b"k" * 32)
    files = [file for folder in ("corpus", "docs", "prompts") for file in sorted((_ROOT / folder).rglob("*.md"))]
    texts = [file.read_text(encoding="utf-8") for file in (*sorted(_ROOT.glob("*.md")), *files)]
    hits = sum(len(PSEUDONYM.findall(redactor.text(text))) - len(PSEUDONYM.findall(text)) for text in texts)
    return hits, sum(text.count("\n") for text in texts)


def held(home: Path, seeds: int) -> bool:
    """Runs both, prints what came of them, and tells whether every bar was reached."""
    found, (hits, lines) = recorded(home, seeds), false_hits()
    print(f"{found.planted.total()} secrets planted, {found.missed.total()} readable in the files")
    print(f"  redacted: {found.share:.2%} (bar: {SHARE:.1%}), worst kind {found.worst:.2%} (bar: {WORST_KIND:.0%})")
    print(f"{hits} false hits in {lines} lines of our own documents (bar: 1 in {LINES_A_HIT:,})")
    return found.share >= SHARE and found.worst >= WORST_KIND and hits * LINES_A_HIT <= lines


def main() -> None:
    """Plants, counts, prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.usage_secrets", description="Plant secrets.")
    parser.add_argument("--seeds", type=int, default=20)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="usage-") as folder:
        sys.exit(0 if held(Path(folder) / "data", wanted.seeds) else 1)


if __name__ == "__main__":
    main()
