"""What a clerk does."""
