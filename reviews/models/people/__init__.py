"""What is said of people: credentials, whose accounts are one person's, and what changed in their rights."""
