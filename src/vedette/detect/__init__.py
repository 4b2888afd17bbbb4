"""Profiles and patterns come in, findings go out. Pure: no clock, file or socket but load's."""
