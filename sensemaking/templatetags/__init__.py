"""Template tags of the sensemaking app."""
