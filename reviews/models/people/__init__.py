"""What is said of people: which accounts are one person's, and what changed in who is entitled to what."""
