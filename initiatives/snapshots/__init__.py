"""Taking a snapshot of a portfolio, and comparing two."""
