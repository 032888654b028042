"""Several people in one draft at once: who is there, and how their texts come together."""
