"""Pages of the sensemaking app."""
