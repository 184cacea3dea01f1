"""The offline drafter: a model like any other behind the seam, made of code, patterns and the notes' own sentences."""

from __future__ import annotations

from assistant.models.offline.model import OfflineModel

__all__ = ["OfflineModel"]
