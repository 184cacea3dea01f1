"""Invariant: both ways are priced by the same dated prices for the same turn; what is assumed stands in the output.

    python -m benchmarks.context [--notes 200 --notes 2000 …]

Compares, for one turn, the tokens and the cost of passages found by search with those of the whole corpus in the
cached prefix (`assistant plan --context all`), for the shipped notes alone and with so many passages of one's own.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from assistant import resources
from assistant.agent import whole, wording
from assistant.agent.run import FIRST_PASSAGES
from assistant.knowledge import provider_facts
from assistant.knowledge.choosing import tokens
from assistant.knowledge.documents import corpus_documents
from assistant.knowledge.material import gather
from assistant.knowledge.passages import Passage
from assistant.planning.evidence import ProviderFact
from benchmarks.prepared import documents

CALLS, SEARCHES, PER_SEARCH, TURNS = 4, 3, 5, 3
"""Of a turn: model calls, searches the model makes, passages each gives; and turns of a conversation."""
_MODELS = ("claude-haiku-5-5", "claude-sonnet-5-5", "gpt-6-luna", "gpt-6.1-sol")


def main() -> None:
    """Prints a row for each size and model."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.context", description="Price search and whole corpus.")
    parser.add_argument("--notes", type=int, action="append", metavar="N", help="passages of one's own; default 0, 300")
    arguments = parser.parse_args()
    facts = provider_facts.load()
    print(f"a turn of {CALLS} calls with {SEARCHES} searches of {PER_SEARCH}; a conversation of {TURNS} turns")
    for own in arguments.notes or (0, 300, 3000):
        every, found = sizes(own)
        print(f"{own} own passages: searched about {found:,} tokens a turn, whole about {every:,}")
        if every > whole.LIMIT:
            print("  whole: refused, more than a request should carry")
            continue
        for model in _MODELS:
            searched, carried = costs(facts, model, every, found)
            print(f"  {model}: searched {_dollars(searched)}, whole {_dollars(carried)} a conversation")


def sizes(own: int) -> tuple[int, int]:
    """(tokens of every passage, tokens of those a turn with search shows), as they are written in a request."""
    material = gather((*corpus_documents(resources.folder("corpus")), *documents(own)))
    shown = [Passage(chunk, 0.5, f"p{place}") for place, chunk in enumerate(material.chunks.values(), 1)]
    every = tokens(whole.block(shown))
    one = tokens(wording.as_data([wording.passage(passage) for passage in shown])) / len(shown)
    return every, round(one * (FIRST_PASSAGES + SEARCHES * PER_SEARCH))


def costs(facts: Mapping[str, ProviderFact], model: str, every: int, found: int) -> tuple[float | None, float | None]:
    """Dollars of a conversation's passages, searched and whole.

    Searched passages are paid for once in each turn and read from the cache by its later calls; the whole corpus is
    written to the cache once in the conversation and read by every other call.
    """
    turn = provider_facts.call_cost(facts, model, input=found, cached=found * (CALLS - 1))
    first = provider_facts.call_cost(facts, model, input=0, written=every)
    if first is None:  # no price for writing: the provider charges it as input
        first = provider_facts.call_cost(facts, model, input=every)
    again = provider_facts.call_cost(facts, model, input=0, cached=every)
    searched = None if turn is None else TURNS * turn
    carried = None if first is None or again is None else first + (TURNS * CALLS - 1) * again
    return searched, carried


def _dollars(amount: float | None) -> str:
    return "not measured" if amount is None else f"${amount:.4f}"


if __name__ == "__main__":
    main()
