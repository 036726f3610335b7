"""Forms of the stakeholders app."""
