"""Gold sets, metrics and floors."""
