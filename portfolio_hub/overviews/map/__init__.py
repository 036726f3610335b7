"""The portfolio map: which initiatives and connections a reader sees on it, and where each stands."""
