"""Pages about people: guests, profiles with their credentials, and the record of what changed."""
