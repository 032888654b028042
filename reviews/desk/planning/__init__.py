"""What is to come: a plan for what is overdue, and the calendar."""
