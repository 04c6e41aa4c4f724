"""The screens: the triage screen, and the dialogs that open over it."""
