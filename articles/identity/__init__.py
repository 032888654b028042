"""What the site is called and wears: that of the settings, until an administrator says otherwise."""

from articles.identity.dress import Identity, identity, site_name

__all__ = ["Identity", "identity", "site_name"]
