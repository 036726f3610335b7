"""The wall of logs: what is chosen, the counts beside it, slips of the pen, and what is like a log."""
