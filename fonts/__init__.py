"""The faces of the site, cut once: `make fonts`. Nothing here runs with the site."""
