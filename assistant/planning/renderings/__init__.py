"""Invariant: a rendering shows what the plan says and decides nothing; each is text made from a Plan alone."""
