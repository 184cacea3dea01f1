"""Turns use into training data when the user allows it, and says how far proof from use still is."""
