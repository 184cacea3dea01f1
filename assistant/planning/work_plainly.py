"""Invariant: work that is said with everyday verbs is found by what the verb, its amount and its object are together.

Beside the pairs of work_signs.py and the stretches of work_paraphrases.py; content.py weighs all of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.planning.clauses import Clause

DESK = 100
"""As `work_paraphrases.DESK`."""
STORE = 1_000
"""So many pieces nobody collects to look at (project rule, as `content.EVAL_LIMIT`)."""


def plain_data_spans(clause: Clause) -> Iterator[tuple[int, int]]:
    """Stretches in which examples are gathered by the thousand or hour, or written or judged for a model."""
    yield from _stored(clause)
    yield from _hours(clause)
    yield from _judged(clause)
    yield from _answered(clause)
    yield from _given(clause)
    for at in clause.where("sample", "thing", "set"):
        to_learn = clause.words[at + 1 : at + 4] == ["to", "learn", "from"]
        if to_learn and (clause.near(at, 5, "make", "gather") or _amount(clause, at - 3, at) > DESK):
            yield at, at + 3


def plain_model_spans(clause: Clause) -> Iterator[tuple[int, int]]:
    """Stretches in which a model is built, learns, imitates, or takes something into its weights."""
    yield from _built(clause)
    yield from _learnt(clause)
    yield from _weighed(clause)
    for at in clause.where("learning_field"):
        if clause.has(at + 1, "stretch"):
            yield at, at + 1
    for at in clause.where("modeller"):
        end = clause.next(at, "model", 8, "bridge")
        if end is not None and clause.where("spends"):
            yield at, end
    for at in clause.where("possessed"):
        model = clause.next(at, "model", 3, "forward")
        ready = clause.next(model, "ready", 7, "bridge") if model is not None else None
        if ready is not None:
            yield at, ready


def _amount(clause: Clause, start: int, end: int) -> float:
    return max(clause.numbers(start, end), default=0)


def _is_daily(clause: Clause) -> bool:
    """Whether it is said to be done by the day, or by the product: then it is use, not preparation."""
    by_time = any(
        clause.has(at + 1, "period") and clause.words[at] in ("a", "per", "each", "every")
        for at in range(len(clause.words))
    )
    return by_time or bool(clause.where("machine")) or bool(clause.where("users"))


def _stored(clause: Clause) -> Iterator[tuple[int, int]]:
    """`collect 40,000 call recordings`, `scrape 100,000 listings`, `gather as many chats as we can`."""
    for at in clause.where("gather", "scrape"):
        end = clause.next(at, "thing", 6, "bridge")
        if end is None or clause.has(end, "shown") or clause.where("served"):
            continue
        if _amount(clause, at + 1, end) >= STORE or clause.words[at + 1 : at + 3] == ["as", "many"]:
            yield at, end


def _hours(clause: Clause) -> Iterator[tuple[int, int]]:
    """`transcribe 400 hours of dialect`, `record 2,000 hours of calls`."""
    for at in clause.where("hours"):
        counted = clause.words[at - 1 : at] if at else []
        many = bool(counted) and counted[0].replace(",", "").isdigit() and int(counted[0].replace(",", "")) > DESK
        verb = next((back for back in range(max(0, at - 8), at) if clause.has(back, "records", "gather", "make")), None)
        if (
            many
            and verb is not None
            and not clause.where("rented", "users")
            and clause.words[at + 1 : at + 2] == ["of"]
        ):
            yield verb, min(at + 2, len(clause.words) - 1)


def _judged(clause: Clause) -> Iterator[tuple[int, int]]:
    """`a crowd rates every photo`, `agents label the intent of each`, `students mark up 4,000 invoices`."""
    for at in clause.where("hired"):
        verb = clause.next(at, "judging", 5, "bridge")
        end = clause.next(verb, "all", 2, "bridge") if verb is not None else None
        if verb is not None and end is not None and not _is_daily(clause):
            yield verb, min(end + 2, len(clause.words) - 1)
    for at in clause.where("doer"):
        verb = next((n for n in (at + 1, at + 2) if clause.has(n, "label", "marks", "mark_up", "assigns")), None)
        if verb is None or _is_daily(clause):
            continue
        kind = clause.next(verb, "class", 3, "bridge") if verb is not None else None
        if kind is not None and clause.words[kind + 1 : kind + 3] == ["of", "each"]:
            yield verb, kind + 2
        old = clause.near(verb, 8, "old") or _amount(clause, verb, verb + 2) > DESK
        if clause.has(verb, "mark_up") and old:
            yield verb, min(verb + 2, len(clause.words) - 1)
    for at in clause.where("assigns"):
        kind = clause.next(at, "class", 6, "bridge")
        one_of = clause.words[at + 1 : at + 2] == ["each"] and "of" in clause.words[at : kind or at]
        if kind is not None and one_of and clause.near(at, 6, "old", "hired") and not _is_daily(clause):
            yield at, kind


def _answered(clause: Clause) -> Iterator[tuple[int, int]]:
    """`experts write 3,000 question and note pairs`, `write the ideal answer to 3,000 patient questions`."""
    for at in clause.where("write", "writes"):
        counted = next((n for n in range(at + 1, at + 7) if _amount(clause, n, n) > DESK), None)
        if counted is None or _is_daily(clause):
            continue
        pairs = clause.next(counted, "sample", 6, "bridge")
        answer = clause.next(at, "model_answer", 4, "bridge")
        is_ideal = answer is not None and answer < counted and clause.has(answer - 1, "ideal")
        if pairs is not None or is_ideal:
            yield at, pairs or counted


def _given(clause: Clause) -> Iterator[tuple[int, int]]:
    """`every historic claim gets an outcome code`, `15,000 recipes labelled by taste`."""
    for at in clause.where("gets"):
        kind = clause.next(at, "class", 4, "bridge")
        old = any(clause.has(back, "past") for back in range(max(0, at - 5), at))
        if kind is not None and old and clause.near(at, 6, "all"):
            yield at, kind
    for at in clause.where("labelled"):
        if _amount(clause, at - 3, at - 1) >= STORE and not _is_daily(clause):
            yield max(0, at - 2), at


def _built(clause: Clause) -> Iterator[tuple[int, int]]:
    """`build our classifier`, `develop a recommender`; a detector made of rules or prompts is none."""
    if clause.where("formula", "prompt", "others", "rented"):
        return
    for at in clause.where("construct"):
        end = clause.next(at, "learner", 4, "forward")
        if end is not None and clause.has(at + 1, "article", "ours") and not clause.has(end + 1, "front"):
            yield at, end


def _learnt(clause: Clause) -> Iterator[tuple[int, int]]:
    """`learn the rules from five years of records`, `feed past cases to our net`, `until it gets them right`."""
    for at in clause.where("learn"):
        span = clause.next(at, "span", 8, "bridge_only")
        if span is not None and "from" in clause.words[at:span] and clause.where("thing", "one", "past"):
            yield at, span
    for at in clause.where("feed"):
        end = clause.next(at, "model", 7, "prompt")
        if end is not None and clause.where("past", "all") and clause.next(at, "thing", 4, "prompt") is not None:
            yield at, end
    for at in clause.where("model"):
        if clause.has(at + 1, "imitates") or (
            clause.words[at + 1 : at + 2] == ["can"] and clause.has(at + 2, "imitates")
        ):
            yield at, at + 1
    for at in clause.where("show"):
        shown = clause.next(at, "thing", 7, "bridge")
        if shown is not None and clause.words[shown + 1 : shown + 3] == ["until", "it"]:
            yield at, shown + 2


def _weighed(clause: Clause) -> Iterator[tuple[int, int]]:
    """`bake our tone into the weights`, `re-estimate the model's coefficients from history`."""
    for at in clause.where("inside"):
        if clause.where("formula") and not clause.where("estimates"):
            continue
        into = clause.words[max(0, at - 2) : at]
        if "into" in into and clause.next(at, "model", 5, "bridge") is not None:
            yield at - 2 + into.index("into"), at
        verb = next((n for n in range(max(0, at - 5), at) if clause.has(n, "estimates", "shape")), None)
        if verb is not None and any(clause.has(n, "model") for n in range(verb, at)):
            yield verb, at
