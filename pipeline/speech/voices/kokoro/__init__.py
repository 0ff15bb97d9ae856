"""Kokoro-82M as a Vietnamese voice; see README.md for the method and what it measures."""

from .voice import KokoroVoice, kokoro_version

__all__ = ["KokoroVoice", "kokoro_version"]
