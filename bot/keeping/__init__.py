"""The files that are kept, from the command line."""
