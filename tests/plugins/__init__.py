"""Pytest plugins that prepare what the suite runs on: settings, database, broker, worker."""
