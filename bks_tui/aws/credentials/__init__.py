"""Where credentials come from, whose they are, and what is wrong with them."""
