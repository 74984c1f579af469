"""One seam to Slack's Web API: a client with typed errors, and the pace at which it may be used."""
