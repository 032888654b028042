"""What is kept in memory of public pages, and when it is dropped."""
