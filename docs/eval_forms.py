"""Writes the forms of a suite beside the shipped suites: run `python docs/eval_forms.py` after changing a type."""

from __future__ import annotations

from pathlib import Path

from assistant.evals import schemas

_FOLDER = Path(__file__).resolve().parents[1] / "evals" / "suites"

if __name__ == "__main__":
    for name, text in schemas.files().items():
        (_FOLDER / name).write_text(text, encoding="utf-8")
