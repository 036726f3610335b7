"""Impact logic: what initiatives and combinations contribute to the concerns of a portfolio."""
