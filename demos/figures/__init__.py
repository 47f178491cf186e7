"""Figures for slides and papers: pure functions from traces to matplotlib figures, never through pyplot."""
