"""Writes of the sensemaking app that touch several rows or have an effect."""
