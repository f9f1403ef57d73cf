"""Pages of the feed: reading, writing, reacting. HTTP in, HTML out; the rules live below."""
