"""AWS Organizations: its accounts, and its service control policies."""
