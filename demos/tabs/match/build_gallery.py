"""`python -m demos.tabs.match.build_gallery`: computes the vectors of the gallery with the present weights and keeps them."""

from demos.tabs.match import binding_gallery, clip_gallery, dish_gallery, gallery, tagging_space
from demos.tabs.match.clip_match import OURS
from mm_models import registry

BUILT = {
    OURS: clip_gallery.our_gallery,
    tagging_space.NAME: tagging_space.pictures_of_gallery,
}  # how each system's vectors are made


def main() -> None:
    """Writes a file for every trained system whose weights it does not fit."""
    registry.configure(device="cpu")
    trained = {spec.key for spec in registry.SPECS}
    for name, make in BUILT.items():
        if name in trained and not gallery.fits(name, gallery.made_with(name)):
            print(gallery.keep(name, make()))
    for name in dish_gallery.MODELS:
        if name in trained and not dish_gallery.fits(name):
            print(dish_gallery.keep(name))
    if binding_gallery.NAME in trained and not binding_gallery.fits():
        print(binding_gallery.keep())


if __name__ == "__main__":
    main()
