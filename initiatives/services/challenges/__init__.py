"""What is done with challenges: raising, framing, moving on, answering, merging and splitting."""
