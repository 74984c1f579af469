"""The ledger for whoever runs the bot: exported, proved, adopted."""
