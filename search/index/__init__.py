"""The index: what is written of each thing, when, and what may read it."""
