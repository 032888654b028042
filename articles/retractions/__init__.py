"""What became of works after they were published: retracted, doubted, corrected, and what that marks."""
