"""The portfolio map: its page, its data, its files."""
