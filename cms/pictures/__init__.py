"""The pictures of the reading site, drawn here: of articles, of topics, of people."""
