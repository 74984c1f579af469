"""Simulated video gateways, which need no account: `likeness sandbox providers` serves them."""

from sandbox.providers.faults import FaultRule
from sandbox.providers.options import GatewayOptions
from sandbox.providers.portraits import draw_landscape, draw_pair, draw_portrait
from sandbox.providers.server import create_gateways, serve

__all__ = [
    "FaultRule",
    "GatewayOptions",
    "create_gateways",
    "draw_landscape",
    "draw_pair",
    "draw_portrait",
    "serve",
]
