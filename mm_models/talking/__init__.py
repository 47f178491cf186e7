"""Voices with mouths: speech whose sound and whose mouth are both known, to learn and to test audio-visual systems with."""
