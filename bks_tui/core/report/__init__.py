"""The incident report as blocks, sections and next steps."""
