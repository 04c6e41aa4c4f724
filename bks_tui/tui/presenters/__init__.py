"""Model → cells, for every pane: pure, so that what a screen says can be tested without one."""
