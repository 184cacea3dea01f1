"""Keeps what use teaches: turns, calls, what was retrieved, feedback and consent, redacted, on this machine only."""
