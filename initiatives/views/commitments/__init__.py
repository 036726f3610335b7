"""Views of policy commitments, what they need, and who serves them."""
