"""The workflow, and the desks of reviewers and editors."""
