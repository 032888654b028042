"""What stood around the article on its web page (boilerplate), told from the article and dropped."""
