"""A guided fifty-day attachment-repair journal for the terminal."""

__version__ = "0.1.0"
