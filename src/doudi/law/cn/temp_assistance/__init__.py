"""Temporary assistance （临时救助）: once, for an emergency or for sudden unavoidable spending."""
