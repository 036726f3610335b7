"""Writes of the stakeholders app."""
