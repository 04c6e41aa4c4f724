"""What the use of models cost: tokens and money, from the best source, with what is missing. Pure."""
