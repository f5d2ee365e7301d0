"""Rules of one programme; see programme.yaml and decisions.md."""
