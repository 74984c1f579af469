"""A backup made while the bot runs, and its restore, which undoes and repeats nothing."""
