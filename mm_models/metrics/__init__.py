"""Doors to the libraries that score text, and the one score that no maintained library has.

Captions come as tokens, so that English and Korean are counted alike and nothing is tokenised a second time.
"""
