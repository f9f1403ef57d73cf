"""The part of the fault tests that runs inside an installation."""
