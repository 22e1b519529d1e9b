"""What a citizen does."""
