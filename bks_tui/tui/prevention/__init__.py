"""The prevention screen: policies over the tree of accounts."""
