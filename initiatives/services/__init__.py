"""Writes that touch several rows or have an effect."""
