"""What the law says, country by country, as rulebooks for the engine."""
