"""Invariant: what runs is priced at the model it runs on; a move to the cheap tier nobody has tried stands beside it.

Only what the brief says of a live product counts: before anybody uses it, the plan starts on the strong model.
"""

from __future__ import annotations

import re

from assistant.planning.costs import CostOption, Costs
from assistant.planning.ledger import Ledger
from assistant.planning.numbers import amount
from assistant.planning.purpose import Phase

_CHEAP = re.compile(
    r"\b(?:runs?|running|uses?|using|served|answered|built|relies|live)\b(?: (?:it|already|today|now|only|just))?"
    r"(?: on| with| by| from)? (?:(?:a|an|the|our|their|its|one) )?(?:[\w.-]+ ){0,2}?"
    r"(?:(?:cheap|cheapest|small|smallest|low-cost)(?: [\w-]+)? (?:model|tier)\b"
    r"|[\w.-]*(?:mini|nano|haiku|luna|flash)\b)",
    re.I,
)
"""How people say that a product runs on a cheap model today (project rule; names of the providers' small tiers)."""


_OWN_MACHINE = re.compile(
    r"\bon[- ](?:the |a |their |each |every |your )?(?:\w+[- ]){0,2}(?:devices?|phones?|handsets?|tablets?|laptops?)\b"
    r"|\bon[- ]prem\w*|\bself-?hosted\b|\bin the browser\b|\bedge (?:device|box)|\b(?:own|local) (?:\w+ )?"
    r"(?:hardware|machines?|servers?|gpus?|cluster)\b|\bruns? locally\b|\blocal(?:ly run)? models?\b",
    re.I,
)
"""How people say that a model runs where no provider bills a call (project rule)."""


def on_ones_own(*texts: str) -> bool:
    """Whether one of the texts says that the model runs on a device or server of one's own."""
    return any(_OWN_MACHINE.search(text) for text in texts)


def running(ledger: Ledger, phase: Phase, brief: str, strong: CostOption | None, cheap: CostOption | None) -> str:
    """Adds the running cost a month, and at scale what the untried cheap tier would cost and save; its ledger id.

    Without prices, what is left is the review by people.
    """
    on = cheap if cheap is not None and phase in ("live", "scaling") and _CHEAP.search(brief) else strong
    if on is None:
        return "review_month"
    label = "running cost a month" if on is strong else f"running cost a month on {on.name}"
    run = ledger.compute("run_llm_month", label, "USD", "total", a=on.monthly, b="review_month")
    if phase == "scaling" and on is strong and cheap is not None:
        ledger.compute(
            "run_cheap_month",
            f"running cost a month on {cheap.name}",
            "USD",
            "total",
            a=cheap.monthly,
            b="review_month",
        )
        ledger.compute("move_month", "saved a month by the move", "USD", "saving", a=run, b="run_cheap_month")
    return run


def moved(costs: Costs) -> str:
    """What the move to the untried cheap tier takes running from and to, and saves a month; '' where there is none."""
    run, cheaper, saved = (costs.amount(name) for name in ("run_llm_month", "run_cheap_month", "move_month"))
    strong, cheap = costs.option("strong"), costs.option("cheap")
    if run is None or cheaper is None or saved is None or strong is None or cheap is None:
        return ""
    return (
        f"running {amount(run)} a month on {strong.name}, {amount(cheaper)} on {cheap.name} if it passes the eval: "
        f"the move is worth {amount(saved)} a month"
    )
