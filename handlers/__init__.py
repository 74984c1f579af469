"""The Slack surface: commands, views, actions, shortcuts, Home, options, and the messages we send."""
