"""Compilers: the rules without a target in the languages of other tools, and what a language cannot express. Pure."""
