"""Plans and responses: shown, confirmed, carried out."""
