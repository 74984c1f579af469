"""Media in and out: fetched under guard, looked at in a child process, kept, served."""
