"""Invariant: what a remote model made is never mixed with what another made: address, name and size are its identity.

An embedder for `Index.open`; the texts of the notes leave this machine when it is used.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from assistant.models import openai_client
from assistant.models.faults import spoken
from assistant.settings import Settings

_BATCH = 128
"""Texts in a request: at 900 characters far below the 300,000 tokens OpenAI takes in one (API reference, 2026)."""


class OpenAIEmbedder:
    """The embeddings of OpenAI, or of the compatible server of OPENAI_BASE_URL. Connects at the first `embed`.

    `dimension` is the size the model gives. Raises KeyMissing without a key.
    """

    def __init__(self, settings: Settings, *, model: str = "text-embedding-3-small", dimension: int = 1536) -> None:
        self._connection = openai_client.connection(model, settings)
        self.name = f"openai:{model}"
        self.dimension = dimension
        told = "\n".join((settings.openai_base_url or "", model, str(dimension)))
        self.fingerprint = f"openai-{hashlib.sha256(told.encode()).hexdigest()[:32]}"

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector a text, in order. Raises ProviderError or KeyMissing when the provider fails or refuses."""
        made: list[list[float]] = []
        for first in range(0, len(texts), _BATCH):
            batch = [text or " " for text in texts[first : first + _BATCH]]  # an empty text is refused
            with spoken(self._connection.party):
                answer = self._connection.client().embeddings.create(
                    model=self._connection.party.model, input=batch, encoding_format="float"
                )
            made += [list(row.embedding) for row in sorted(answer.data or (), key=lambda row: row.index)]
        return made
