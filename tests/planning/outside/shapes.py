"""What the plans of `tests/data/plans_of_many_shapes` must be told, written with them and before the reader read them.

Words of a line → the order codes that line gets (PF101 PF102 PF103 PF104 PF107); "" → the codes of the whole text. A
document in no row of REFUSED is a sound plan and has no error; NOT_READ cannot be judged. The words for three lines
were corrected afterwards: a sentence counts on the line it starts on, and an epic's line stands for its stories.
"""

from __future__ import annotations

_BOTH = "PF101 PF104"

REFUSED: dict[str, dict[str, str]] = {
    "heading-hides-work": {"students label 5,000": _BOTH, "train a model to route": _BOTH},
    "months-table": {"annotate the clauses": _BOTH, "Fine-tune a 7B": _BOTH},
    "quarters": {"Q1: Collect": _BOTH, "Q2: Two vendors tag": _BOTH, "Q3: Build our classifier": _BOTH},
    "sprints": {"Sprint 2": _BOTH, "Sprint 4": _BOTH},
    "in-one-sentence": {"We label": f"{_BOTH} {_BOTH}", "": "PF203 PF204"},
    "tasks-in-parallel": {"T003": _BOTH, "T004": _BOTH, "": "PF203 PF204"},
    "epics-and-stories": {
        "1. Epic 1 Data foundation": _BOTH,
        "2. Epic 2 Model": _BOTH,
        "want to train a recommender": "PF104",
        "": "PF203 PF204",
    },
    "consultants-gantt": {"Data annotation": _BOTH, "Model development": _BOTH},
    "front-matter": {"1. **Data.**": f"{_BOTH} {_BOTH}", "2. **Model.**": _BOTH},
    "mermaid-gantt": {"label 12,000 leaves": _BOTH, "Train the leaf": _BOTH, "Release to 40": "PF102"},
    "nested-bullets": {"Scrape 100,000": _BOTH, "Agents score each": _BOTH, "Regress a price": _BOTH},
    "html-table": {"Nurses label": _BOTH, "extraction model": _BOTH},
    "weekly-diary": {"Weeks 2 to 9": _BOTH, "Weeks 10 to 14": _BOTH},
    "metadata-first": {"Months 1-6": _BOTH, "Months 7-10": _BOTH},
    "decision-record": {"adapt the weights of an open": f"{_BOTH} {_BOTH}"},
    "depends-on-training": {"| WP1": "PF102", "| WP2": _BOTH, "| WP3 | Fine": _BOTH},
    "plan-francais": {"Annoter": _BOTH, "Entraîner": _BOTH, "": "PF203 PF204"},
}
NOT_READ = ("plan-polski", "good-migration")
"""A language of which no word is known, and a plan in which nothing is shipped, labelled or trained as far as words
tell."""
FIRST_READING = (1, 16, 6, 18)
"""Before anything was tuned on them: documents refused exactly, of so many; sound ones let through, of so many."""
