"""Find and decode API keys in any text; secrets leave only as fingerprints."""
