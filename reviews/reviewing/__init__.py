"""The reviewer's work on one text: checklists, hints, comments, what has changed since."""
