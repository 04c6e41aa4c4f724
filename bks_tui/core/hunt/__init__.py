"""Events → identities: who used an API key, every phantom user by name, and whoever gave a signal. Pure."""
