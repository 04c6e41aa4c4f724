"""The triage screen: panes and actions, over the controllers of the subjects."""
