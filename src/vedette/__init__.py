"""Vedette: watches an API gateway's traffic, finds bad behaviour per client, and shows why."""

__version__ = "0.1.0"
