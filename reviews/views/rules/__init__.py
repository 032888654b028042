"""The rules of the site beside its policies: notices on pages, and wording that the house questions."""
