"""Care: who must be looked after, what each can still do alone, and who is being seen."""
