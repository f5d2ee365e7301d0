"""What the demonstration and the tests need beside the county: a bank that answers."""
