"""The gallery: quick to search, and never searched with vectors of other weights."""

import time

import torch

from demos.tabs.match import gallery


def test_a_search_of_the_gallery_takes_less_than_a_tenth_of_a_second():
    among = torch.nn.functional.normalize(torch.randn(1000, 192), dim=1)
    start = time.perf_counter()
    found = gallery.nearest(among[17], among, 8)
    assert time.perf_counter() - start < 0.1
    assert found[0].number == 17


def test_the_gallery_is_made_anew_when_weights_change(monkeypatch):
    made = []

    def embed(looked):
        made.append(len(looked))
        return torch.nn.functional.normalize(looked.flatten(1)[:, :12], dim=1)

    hashes = {"vision-backbone": "a" * 64, "clip": "b" * 64}
    monkeypatch.setattr(gallery.published, "hashes", lambda: hashes)
    first = gallery.picture_vectors("clip", embed)
    gallery.keep("clip", first)
    monkeypatch.setattr(gallery, "_made", {})
    assert torch.allclose(gallery.picture_vectors("clip", embed), first, atol=1e-3)
    assert sum(made) == gallery.COUNT  # the second came from the file
    monkeypatch.setattr(gallery.published, "hashes", lambda: hashes | {"clip": "c" * 64})
    gallery.picture_vectors("clip", embed)
    assert sum(made) == 2 * gallery.COUNT
