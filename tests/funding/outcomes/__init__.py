"""Outcomes, what learning and options returned, and how freely money moved."""
