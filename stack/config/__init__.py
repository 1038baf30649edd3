"""What a stack file says: one module per section, and every mistake in it at once."""
