"""Standard output, standard error, prompts, progress and interruption."""
