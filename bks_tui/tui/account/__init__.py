"""The account that bks reads: shown, and chosen by a person."""
