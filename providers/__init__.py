"""Gateways that sell Seedance 2.0 video, each behind one small face."""
