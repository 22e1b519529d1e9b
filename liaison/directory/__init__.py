"""Finding a deputy, a community or a station; reading a congress from its files."""
