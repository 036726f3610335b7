"""Reads for one page each."""
