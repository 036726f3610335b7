"""Money that backs the work, and what it made possible."""
