"""Documents as text, Markdown and HTML."""
