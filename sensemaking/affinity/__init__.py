"""Which initiatives may belong together, and why: thinking only, without database, clock or words on a screen."""
