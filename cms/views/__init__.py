"""The public reading site. Every view shows sealed texts only; none writes anything."""
