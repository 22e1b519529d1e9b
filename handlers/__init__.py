"""Conversations: parse an update to a command, call one use case, render the answer."""
