"""Invariant: work done on many pieces by people, or on a model's inside, is found without the words label and train.

Beside the pairs of work_signs.py: what looks like such work here is still weighed by content.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.planning.clauses import Clause

DESK = 100
"""More pieces than this nobody goes through at a desk in a day or two (project rule, as `content.DESK_LIMIT`)."""


def data_spans(clause: Clause) -> Iterator[tuple[int, int]]:
    """Stretches in which people go through many pieces to say what each is, or are hired for it."""
    yield from _many(clause)
    yield from _archive(clause)
    yield from _noted(clause)
    yield from _hired(clause)
    yield from _turned(clause)
    yield from _examples(clause)
    yield from _curated(clause)
    yield from _passive(clause)


def model_spans(clause: Clause) -> Iterator[tuple[int, int]]:
    """Stretches in which the inside of a model is changed, or a model of one's own is all that is named."""
    yield from _nothing_else(clause)
    yield from _inside(clause)
    yield from _shaped(clause)
    yield from _taught(clause)
    for at in clause.where("lora"):
        end = clause.next(at, "thing", 5, "bridge") or clause.next(at, "one", 5, "bridge")
        if end is not None:
            yield at, end
    for at in clause.where("training"):
        if clause.has(at + 1, "rounds") and clause.where("gpu"):
            yield at, at + 1
    for at in clause.where("model"):
        if clause.has(at + 1, "architecture"):
            yield at, at + 1


def _piece(clause: Clause, at: int, within: int) -> int | None:
    found = clause.next(at, "thing", within, "bridge")
    return found if found is not None else clause.next(at, "one", within, "bridge")


def _is_product_at_work(clause: Clause, at: int, end: int) -> bool:
    """Whether users or the product do it, or it is counted by the day: `sorts 5,000 tickets a day`."""
    daily = any(
        clause.has(place, "period") and clause.words[place - 1 : place] in (["a"], ["an"], ["per"], ["each"], ["every"])
        for place in range(end, end + 4)
    )
    by_users = clause.near(at, 3, "users") and not clause.near(at, 3, "hired")
    return daily or by_users or bool(clause.where("machine"))


def _many(clause: Clause) -> Iterator[tuple[int, int]]:
    """`sort 6,000 requests into classes`, `draw boxes in 4,000 photos`, `label 10,000 recipes`."""
    for at in clause.where("sorts", "judges"):
        end = at + 8
        counted = next((n for n in range(at + 1, min(end, len(clause.words))) if _is_many(clause, n)), None)
        if counted is None or _is_product_at_work(clause, at, counted) or _is_noun(clause, at):
            continue
        piece = _piece(clause, counted, 3)
        if piece is not None:
            yield at, piece
        elif counted <= at + 2 and re.search(r"[^s]s$", "".join(clause.words[counted + 1 : counted + 2])):
            yield at, counted + 1


def _is_many(clause: Clause, at: int) -> bool:
    return any(number > DESK for number in clause.numbers(at, at))


def _is_noun(clause: Clause, at: int) -> bool:
    return clause.has(at - 1, "article", "forward") and not clause.words[at].endswith("ing")


def _archive(clause: Clause) -> Iterator[tuple[int, int]]:
    """`tag past conversations`, `categorise three years of complaints`, `apply the taxonomy to the archive`."""
    for at in clause.where("sorts"):
        old = clause.next(at, "old", 4, "bridge")
        end = _piece(clause, old, 4) if old is not None else None
        if old is not None and end is None and clause.has(old + 1, "forward") is False and "of" in clause.words[old:]:
            end = min(old + 2, len(clause.words) - 1)
        said_done = "as" in clause.words[at:]
        if end is not None and not _is_noun(clause, at) and not said_done and not _is_product_at_work(clause, at, end):
            yield at, end
    for at in clause.where("taxonomy"):
        end = clause.next(at, "archive", 9, "bridge")
        if end is not None and "apply" in clause.words:
            yield at, end


def _noted(clause: Clause) -> Iterator[tuple[int, int]]:
    """`read every transcript and write down the topic`, `go through 8,000 emails and note the category`."""
    for at in clause.where("notes_down"):
        end = clause.next(at, "class", 5, "bridge")
        pieces = [place for place in clause.where("thing", "one", "archive") if place not in (at, end)]
        if end is None or not pieces or _is_product_at_work(clause, at, max(end, pieces[0])):
            continue
        around = range(max(0, pieces[0] - 4), pieces[0])
        many = clause.has(pieces[0], "archive") or any(
            clause.has(place, "all") or _is_many(clause, place) for place in around
        )
        if many or clause.where("hired"):
            yield min(at, pieces[0]), max(end, pieces[0])


def _curated(clause: Clause) -> Iterator[tuple[int, int]]:
    """`curate corrections that use has left behind`; articles and pictures are curated to be shown."""
    for at in clause.where("curate"):
        end = clause.next(at, "thing", 2, "forward")
        if end is not None and not clause.has(end, "shown"):
            yield at, end


def _nothing_else(clause: Clause) -> Iterator[tuple[int, int]]:
    """`an own model` and no other word."""
    last = len(clause.words) - 1
    own = [at for at in clause.where("possessed") if last - 2 <= at < last]
    if last <= 3 and own and clause.has(last, "model") and all(clause.has(at, "own") for at in range(own[0], last)):
        yield 0, last


def _examples(clause: Clause) -> Iterator[tuple[int, int]]:
    """`make 4,000 examples`, `a set of 3,500 rated answers`, `conversations for the model to learn from`."""
    for at in clause.where("gather"):
        if clause.words[at + 1 : at + 4] == ["as", "much", "data"]:
            yield at, at + 3
    for at in clause.where("write"):
        counted = next((n for n in range(at + 1, at + 8) if _is_many(clause, n)), None)
        end = clause.next(counted, "sample", 3, "bridge") if counted is not None else None
        if counted is not None and end is None and clause.has(counted + 1, "rated"):
            end = counted + 1
        if end is not None:
            yield at, end
    for at in clause.where("model"):
        to_learn = clause.words[at + 1 : at + 2] == ["to"] and clause.has(at + 2, "absorb")
        things = [place for place in clause.where("thing", "sample") if place < at]
        if to_learn and things and "for" in clause.words[things[-1] : at]:
            yield things[-1], at + 2
    for at in clause.where("raw"):
        if clause.has(at + 1, "foundation") and clause.near(at, 3, "make", "construct"):
            yield at, at + 1


def _passive(clause: Clause) -> Iterator[tuple[int, int]]:
    """`have the archive tagged by an agency`, `experts annotate until we have enough`."""
    for at in clause.where("rated"):
        by = clause.words[at + 1 : at + 2] == ["by"] and any(clause.has(n, "outside") for n in range(at + 2, at + 5))
        if by:
            yield at, at + 2
    for at in clause.where("label", "marks"):
        ends = at + 1 == len(clause.words) or clause.words[at + 1] in ("until", ",", "for", "in", "full", "all")
        if ends and clause.has(at - 1, "doer") and not clause.words[at].endswith("s"):
            yield at - 1, at


def _hired(clause: Clause) -> Iterator[tuple[int, int]]:
    """`hire annotators`, `outsource the labelling`, `freelancers code the transcripts`."""
    for at in clause.where("hire"):
        end = clause.next(at, "hired", 3, "forward") or clause.next(at, "marking", 3, "forward")
        if end is not None:
            yield at, end
    for at in clause.where("hired"):
        verb = clause.next(at, "sorts", 2, "bridge") or clause.next(at, "judges", 2, "bridge")
        end = _piece(clause, verb, 5) if verb is not None else None
        if end is not None:
            yield at, end


def _turned(clause: Clause) -> Iterator[tuple[int, int]]:
    """`turn the chat history into pairs for the model`."""
    for at in clause.where("turned"):
        end = clause.next(at, "sample", 10, "bridge")
        if end is not None and clause.next(end, "model", 4, "bridge") is not None:
            yield at, end


def _inside(clause: Clause) -> Iterator[tuple[int, int]]:
    """`adjust the parameters of a model`, `weights we adapt`."""
    for at in clause.where("inside"):
        if clause.where("formula"):
            continue
        named = clause.words[at] in ("weights", "model_weights")
        changed = next((n for n in range(at + 1, at + 4) if clause.has(n, "shape", "adapt")), None)
        if changed is not None and (named or clause.near(at, 4, "model")):
            yield at, changed
        verb = next((n for n in range(max(0, at - 3), at) if clause.has(n, "shape", "adapt")), None)
        if verb is not None and clause.next(at, "model", 5, "bridge") is not None:
            yield verb, at


def _taught(clause: Clause) -> Iterator[tuple[int, int]]:
    """`feed all tickets into the model so that it learns`, `keep training it`, `the network sees three years`."""
    for at in clause.where("feed"):
        into = clause.next(at, "model", 7, "prompt")
        if into is not None and any(later > into for later in clause.where("learn")):
            yield at, into
    for at in clause.where("train"):
        if clause.words[at + 1 : at + 2] == ["it"] and clause.near(at, 8, "model"):
            yield at, at + 1
    for at in clause.where("sees"):
        end = clause.next(at, "span", 3, "forward")
        if clause.near(at, 2, "model") and end is not None:
            yield at, end


def _shaped(clause: Clause) -> Iterator[tuple[int, int]]:
    """`specialise an open model on our contracts`, `optimise the network on last year's claims`."""
    for at in clause.where("shape"):
        model = clause.next(at, "model", 4, "onto")
        if model is None or not clause.has(model + 1, "onto") or clause.where("wording"):
            continue
        end = clause.next(model + 1, "thing", 10, "feed")
        if end is not None:
            yield at, end
