"""The assistants of these tests are those of the agent's tests."""

from tests.agent.conftest import index, library, make, recorder

__all__ = ["index", "library", "make", "recorder"]
