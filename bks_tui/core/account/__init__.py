"""The account that bks works in: session choice, organization tree, and AWS CLI commands as text."""
