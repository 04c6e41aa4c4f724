"""Local disk: journal, config file, private files and crash reports."""
