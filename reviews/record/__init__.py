"""What the record says: in words, as a dossier, and whether it is true."""
