"""What lets the site live on a device: the worker beside its pages, and what it is told."""
