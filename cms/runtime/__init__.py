"""How the site runs: requests, connections, the planner's statistics."""
