"""Use case: rate the policies of a user, of a document, or a managed policy."""
