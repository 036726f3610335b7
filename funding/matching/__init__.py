"""Where a call and what would help meet, with reasons: pure, from dataclasses to dataclasses."""
