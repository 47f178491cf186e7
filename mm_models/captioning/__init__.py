"""What all captioners share: words, annotations of pictures, training data, losses, decoding and evaluation.

A captioner is a network with the four methods of `captioner.Captioner`; everything here is written against them. The
systems under `systems/` bring the network, its weights of the losses and its figures' names, and never import each other.
"""
