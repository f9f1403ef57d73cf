"""PostgreSQL as Django knows it, asked for its health without a round trip."""
