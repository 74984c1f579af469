"""Secrets and what is made with them: sealed text, signed links, ids."""
