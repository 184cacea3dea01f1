"""Invariant: one process has one index for the same documents, and a half-finished import is never interrupted."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import InputError
from assistant.settings import private_folder
from assistant.shielding import shielded

if TYPE_CHECKING:
    from assistant.knowledge.embedding import Embedder
    from assistant.knowledge.embedding_cache import OnProgress
    from assistant.knowledge.index import Index
    from assistant.knowledge.passages import Document

_opening = threading.Lock()
_in_use: weakref.WeakValueDictionary[tuple[str, ...], Index] = weakref.WeakValueDictionary()
"""By data folder and documents: whoever asks for the same shares it."""


def opened(
    home: Path,
    documents: Sequence[Document],
    embedder: Embedder | None,
    on_progress: OnProgress | None,
    *,
    patient: bool = True,
    answers: bool = False,
) -> Index:
    """The index of these documents below `home`, shared by everybody in this process who asks for the same; see
    `Index.open` for `embedder` and `patient`.

    Raises InputError when the disk refuses; with `answers` words alone are searched then, and the reason is told.
    """
    with shielded():
        import numpy  # noqa: F401 - a half-loaded numpy prints a traceback of its own

        from assistant.knowledge.building import Built
        from assistant.knowledge.generation import REFUSALS
        from assistant.knowledge.index import Index
        from assistant.knowledge.material import gather
    place = private_folder(home)
    key = (
        str(place),
        str(patient),
        embedder.fingerprint if embedder else "",
        *(part for document in documents for part in (document.id, document.path, document.hash)),
    )
    with _opening:
        index = _in_use.get(key)
        if index is None:
            try:
                index = Index.open(place, documents, embedder=embedder, on_progress=on_progress, patient=patient)
            except InputError as error:
                if not answers or error.code not in REFUSALS:
                    raise
                return Index(place, gather(documents), embedder, Built(None, without=error.sentence()))
            _in_use[key] = index
        return index
