"""Readers who are told when something changes."""
