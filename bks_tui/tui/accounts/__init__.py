"""The accounts of an organization, and the users of all of them."""
