"""The site: settings, addresses, people who sign in, the public reading site."""
