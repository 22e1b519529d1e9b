"""SQLAlchemy and Redis. Repositories never commit; whoever opened the unit of work does."""
