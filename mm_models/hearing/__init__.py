"""Hearing: mel levels, the real and made sounds that are learnt from, and how they are disturbed in training."""
