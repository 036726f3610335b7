"""Pages of combinations."""
