"""Pages of suggested connections and combinations."""
