"""Invariant: run as `python -m assistant.knowledge.probe FOLDER`, it ends with 0 only when every vector can be read.

Meant to die in place of its parent: loading a damaged folder may end the interpreter.
"""

from __future__ import annotations

import sys
from pathlib import Path

from assistant.knowledge.stores import VectorStoreError
from assistant.knowledge.vectors import ChromaStore


def main(arguments: list[str]) -> int:
    """Exit code 0 and the number of vectors when the folder is sound, 1 with the reason on stdout when it is not."""
    try:
        store = ChromaStore.open(Path(arguments[0]))
        held = len(store.prove())
        store.close()
    except VectorStoreError as error:
        sys.stdout.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{held}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
