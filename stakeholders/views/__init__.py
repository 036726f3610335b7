"""Pages of the stakeholders app."""
