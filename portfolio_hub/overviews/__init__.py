"""Reads for the pages that gather all floors."""
