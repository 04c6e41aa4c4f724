"""The journal in the app: interrupted operations, and the keys that bks deleted."""
