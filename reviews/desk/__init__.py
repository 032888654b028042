"""The lists and chores of editors and reviewers."""
