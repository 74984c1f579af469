"""The server side of the local page: state, live events, what its person does."""
