"""What a text rests on: passages that need a source, and wording that the house questions. No database."""
