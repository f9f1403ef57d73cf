"""Pages of conversations: reading, writing, keeping. HTTP in, HTML out; the rules live below."""
