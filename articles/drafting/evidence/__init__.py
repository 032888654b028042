"""What a draft rests on: the facts, the gates that judge them, and what its writer sets aside."""
