"""What is put into many texts: which of them have it, and in which of its wordings."""
