"""Invariant: people are read as those a product is for only where the brief's own grammar says so."""

from __future__ import annotations

import re

_THING = (
    r"(?:app|tool|bot|chat ?bot|assistant|service|helper|copilot|tutor|website|site|plug-?in|extension|system|"
    r"generator|planner|finder|coach|companion|product|platform|AI|something)"
)
_SERVING = (
    r"(?:tell(?:s|ing)?|help(?:s|ing)?|let(?:s|ting)?|remind(?:s|ing)?|warn(?:s|ing)?|alert(?:s|ing)?|allow(?:s|ing)?|"
    r"enabl(?:es?|ing)|teach(?:es|ing)?|coach(?:es|ing)?|guid(?:es?|ing)|assist(?:s|ing)?|support(?:s|ing)?|"
    r"advis(?:es?|ing)|notif(?:y|ies|ying)|show(?:s|ing)?|giv(?:es?|ing))"
)
_BY_NAME = (
    r"people|parents|patients|students|nurses|kids|children|teenagers|families|couples|clients|households|athletes|"
    r"tenants|residents|citizens|tourists|guests|pupils|colleagues|friends|adults|women|men|staff|vets|accountants|"
    r"agents|assistants|cooks|chefs|coaches|guides|pilots|migrants|immigrants|refugees|applicants|midwives|clerks|"
    r"interns|nannies|hobbyists|freelancers|technicians"
)
_BY_ENDING = r"[a-z]{3,}(?:ers|ors|ists|ians|ees|smen|men|women)"
# fmt: off
_THINGS = frozenset((
    "letters", "papers", "orders", "offers", "numbers", "newsletters", "chapters", "folders", "servers", "containers",
    "computers", "posters", "answers", "trailers", "flyers", "registers", "ledgers", "headers", "filters", "dinners",
    "vouchers", "trackers", "reminders", "stickers", "covers", "meters", "tenders", "matters", "characters", "others",
    "parameters", "printers", "scanners", "sensors", "errors", "colors", "doors", "floors", "vectors", "motors",
    "tractors", "mirrors", "factors", "indicators", "calculators", "transfers", "handovers", "trees", "fees",
    "committees", "coffees", "degrees", "clusters", "powers", "layers", "markers", "boilers", "towers",
    "rivers", "winters", "summers", "quarters", "centers", "headquarters", "disasters", "corners", "monitors",
    "processors", "connectors", "generators", "elevators", "reactors", "corridors", "behaviors", "colours", "hours",
    "tours", "specimen", "abdomen", "regimen", "freezers", "routers", "timers", "planners",
    "finders", "wrappers", "newspapers", "wallpapers", "discounters", "counters", "encounters", "thermometers",
    "flowers", "showers", "feathers", "batteries", "anchors", "armors", "stairs", "chairs",
))
# fmt: on
"""Plurals that end as a trade does and are no people."""
_ANYBODY = {"people", "others", "users", "women", "men", "friends", "adults"}
"""Names that tell nothing of whom a pattern's own user would not."""
_PEOPLE = rf"(?:{_BY_NAME}|{_BY_ENDING})"
_LEADING = r"(?:(?:our|my|the|your|their|all|busy|new|other|some|many|any)\s+)*"
_WHO = rf"{_LEADING}(?P<who>(?:(?!and\b|or\b|of\b|to\b|in\b|with\b|for\b|the\b)[a-z][\w-]*\s+){{0,2}}?{_PEOPLE})\b"
_FOR = re.compile(rf"\b{_THING}\b(?:\s+\w+)?\s+for\s+{_WHO}", re.I)
_HELPED = re.compile(rf"\b{_SERVING}\s+{_WHO}", re.I)


def served(text: str) -> str:
    """The people an English brief says it is for (`an app for dog owners`, `tells farmers when …`), or ''."""
    found = [m for pattern in (_FOR, _HELPED) for m in pattern.finditer(text)]
    people = [m for m in found if m["who"].split()[-1].lower() not in _THINGS and m["who"].lower() not in _ANYBODY]
    return " ".join(min(people, key=lambda m: m.start())["who"].lower().split()) if people else ""
