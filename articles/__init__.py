"""The content and the writer's desk."""
