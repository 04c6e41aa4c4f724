"""BagIt packages: their tag files, and what of a package is missing, changed or added."""
