"""The running process: settings, command line, assembly, poller, notifier, web pages."""
