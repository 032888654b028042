"""Benchmarks: plain scripts that print tables."""
