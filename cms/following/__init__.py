"""Readers who asked to be told when an article, or the articles of a topic, change."""
