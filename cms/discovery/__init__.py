"""What machines read: structured data, feeds, site maps, cards, citations."""
