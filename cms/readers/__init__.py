"""What readers send: whether an article helped, and what they think is wrong in it.

Each form has a page of its own, which is never kept ready; nothing that is sent stands on a public page
unless an editor puts it there.
"""
