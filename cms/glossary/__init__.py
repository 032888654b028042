"""Words that readers may not know: kept by editors, marked where a text first uses them, listed on a page."""
