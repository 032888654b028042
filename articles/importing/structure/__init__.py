"""The lines of the article to blocks: recognisers that claim lines from one sheet, then the outline."""
