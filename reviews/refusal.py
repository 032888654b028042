"""What a rule answers when it says no."""


class Refused(Exception):
    """A rule said no. The message is for the person who asked."""
