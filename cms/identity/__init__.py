"""Name, tagline, logo, colour, footer and picture of the site, as an administrator chooses them."""
