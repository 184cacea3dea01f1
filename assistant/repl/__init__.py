"""The conversation on a terminal: a loop over `Assistant.turn` and no logic of its own about plans."""
