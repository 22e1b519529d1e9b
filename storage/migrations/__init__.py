"""How the tables came to be, one step a file. Run by :mod:`storage.schema`, never by a command line of
Alembic's own, so there is no ini file."""
