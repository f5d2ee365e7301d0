"""Rules on a single person that several programmes share; see decisions.md."""
