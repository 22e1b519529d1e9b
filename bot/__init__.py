"""The running application: settings, receiving, dispatching, and what puts them together."""
