"""The pages on which several people work on one draft."""
