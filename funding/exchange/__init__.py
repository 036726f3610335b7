"""Money in the words of others: 360Giving and IATI, out of the hub and into it."""
