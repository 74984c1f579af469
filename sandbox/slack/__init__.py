"""A local Slack workspace: Web API, Socket Mode, HTTP delivery, and a page to use it from."""

from sandbox.slack.app import WORKSPACE, create_workspace, serve
from sandbox.slack.options import SlackOptions, load_manifest

__all__ = ["WORKSPACE", "SlackOptions", "create_workspace", "load_manifest", "serve"]
