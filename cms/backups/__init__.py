"""The whole site in one file: made while people write, checked, and restored on either database."""
