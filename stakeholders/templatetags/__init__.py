"""Template tags of the stakeholders app."""
