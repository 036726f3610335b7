"""Writes of the funding app."""
