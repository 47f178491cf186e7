"""The world: the one procedural data set that every bundled vision-language system learns from.

Things drawn by several designers stand on textured places; every scene comes with boxes, masks, relations, captions,
questions and the truth of any sentence about it. Everything is a pure function of a seed and a split.
"""
