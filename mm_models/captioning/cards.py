"""What the cards of all captioners say."""

ABOUT = (
    "It knows the world of this application: 68 kinds of thing, eight colours, seven places, in English and Korean, and of "
    "photographs what the vision backbone knows of them. Of any other picture it speaks with the same confidence, and "
    "what it says is nonsense; the backbone's `is_strange` warns of such pictures. Not fit for describing people, or for "
    "anyone who relies on a description."
)
DATA: tuple[str, ...] = (
    "Scenes and captions made by `mm_models.world`; its drawings and their licences are listed in assets/world/LICENCES.md.",
    "CIFAR-10 (A. Krizhevsky 2009), nine tenths of the training part, with captions that name the kind.",
    "Caltech-101 (Li, Andreeto, Ranzato, Perona; CC BY 4.0), seven tenths of the photographs of 29 classes, likewise.",
)
SHARED: tuple[str, ...] = (
    "A world of drawings with captions by a grammar instead of photographs with captions by people.",
    "Captions to learn from mention things from left to right, so that what a noun is about follows from the picture; people "
    "mention things in any order.",
    "What the backbone's heads say of a picture is averaged with what they say of its mirror image; while it learnt, the captioner saw "
    "the picture alone.",
    "English and Korean in one network, which the first token chooses between.",
)
LISTED = (
    "A checklist (after Kiddon et al. 2016) of the kinds that the backbone sees, each checked off by the words that name it: the scores "
    "see which cells have been told of, and the network reads how many kinds are left. The paper has none; attention alone "
    "names things twice and forgets others."
)
