"""What the systems that match share: pictures with true texts, losses over all pairs of a batch, retrieval in a gallery.

A matcher gives pictures and texts unit vectors of one space and compares them by their product, the cosine. In this world
a text can be true of many pictures; wherever pairs are counted or pushed apart, `truth` says which.
"""
