"""Disclaimers as an editor keeps them: defaults to take up, where each stands, and what a change touches."""
