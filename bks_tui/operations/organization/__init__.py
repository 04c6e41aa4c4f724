"""Use cases over many accounts: reach them, and scan them."""
