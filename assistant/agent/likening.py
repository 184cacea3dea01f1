"""Invariant: only the offline drafter compares briefs, and only by this machine's own embedder."""

from __future__ import annotations

from assistant.models.base import ChatModel


def with_likeness(model: ChatModel) -> ChatModel:
    """The offline drafter with the packaged embedder, which it loads when no cue decides; any other model as it is."""
    if model.name != "offline":
        return model
    from assistant.knowledge import embedding
    from assistant.models.offline import OfflineModel

    return OfflineModel(embedder=lambda: embedding.packaged()) if type(model) is OfflineModel else model
