"""What people do on the page, sent to the app as Slack sends it."""
