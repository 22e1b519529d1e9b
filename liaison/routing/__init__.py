"""Which committee a citizen's words belong to."""
