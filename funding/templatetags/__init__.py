"""Template tags of the funding app."""
