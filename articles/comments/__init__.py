"""What is said about a text while it is written, and how its place follows the words."""
