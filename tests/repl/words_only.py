"""`python -m tests.repl.words_only …` is the command with search by words alone, so no test waits for an embedder."""

from assistant.cli import entry
from assistant.knowledge import embedding

if __name__ == "__main__":
    setattr(embedding, "packaged", lambda: None)  # noqa: B010 - told to the type checker as what it is, a replacement
    entry()
