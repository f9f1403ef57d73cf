"""Measures the product against its budgets."""
