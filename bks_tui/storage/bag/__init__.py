"""BagIt packages on the disk: written whole or not at all, and verified whoever made them."""
