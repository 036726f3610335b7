"""Reads for one page each: frozen facts and their builders, in a fixed number of queries."""
