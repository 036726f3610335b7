"""Who is at the table, and what they intend together."""
