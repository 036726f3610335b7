"""Pytest plugin: a real broker and a real worker (filled in below)."""
