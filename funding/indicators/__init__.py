"""Shared indicators: what was observed, and when it may be added up."""
