"""Output formats of what bks deploys to an organization."""
