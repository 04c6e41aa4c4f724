"""The account that bks works in: session choice, organization tree, member role, and AWS CLI commands as text."""
