"""What is begun with, or put in, again and again."""
