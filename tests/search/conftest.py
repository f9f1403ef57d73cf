"""The demo company, and its index."""

from tests.demo.conftest import nordwerk

__all__ = ["nordwerk"]
