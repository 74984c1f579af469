"""The rules: what happens next, and who may do it."""
