"""What an assessor of a quality mark is shown: line by line what the record shows, and what people add."""
