"""Messages to people: the inbox, the mail, the calendar."""
