"""Stand-ins that need no account: a local Slack workspace and simulated gateways."""
