"""What the pages of offers and needs show."""
