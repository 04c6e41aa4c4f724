"""The filter language of lists, timelines and `--filter`: parsed, completed, and matched with rows."""
