"""The demonstration site: a small publication with every state of the workflow on show."""
