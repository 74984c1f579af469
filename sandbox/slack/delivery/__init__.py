"""How commands, clicks and events reach the app: over Socket Mode or signed HTTP."""
