"""What signatures amount to: the quorum, the badge, when a review is due again."""
