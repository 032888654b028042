"""The writer's work: drafts, their versions, conflicts, and what is missing in them."""
