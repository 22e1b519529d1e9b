"""What a deputy does."""
