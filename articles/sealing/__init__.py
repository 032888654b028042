"""What a seal covers, and a sealed text as a page shows it."""
