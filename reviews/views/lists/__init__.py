"""The lists to start from."""
