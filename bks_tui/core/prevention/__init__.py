"""Service control policies: documents, tests, coverage and impact."""
