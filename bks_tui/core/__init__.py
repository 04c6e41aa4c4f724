"""What bks knows: frozen dataclasses and pure functions, standard library only, no I/O."""
