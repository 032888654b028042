"""Pages on which readers speak, and the desk that answers them."""
