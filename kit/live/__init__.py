"""Live pages: sockets, who may hear what, and what open pages are told."""
