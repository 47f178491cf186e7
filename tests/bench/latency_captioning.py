"""How long one caption takes, by our captioners and by BLIP-base's architecture, on the same machine in the same run.

`python -m tests.bench.latency_captioning` prints the median and the 95th percentile in milliseconds, warm. A caption of ours is
everything that the tab needs: the backbone, the words, and a map for every word. BLIP has the library's own configuration of
BLIP-base with random weights, because its time does not depend on them; it says as many pieces as our captions have words on
average, and gives its cross-attention as the tab shows it.
"""

import argparse
import json
import statistics
from collections.abc import Callable
from functools import partial
from typing import cast

import numpy as np
import torch

from demos.picture import EXAMPLES, read_picture
from demos.tabs.caption.captioning_speech import Image, Spoken, glance, manner, speak_as, trained
from mm_models import registry
from mm_models.captioning.captioner import Speaker
from mm_models.pretrained.blip import Blip
from mm_models.pretrained.captioners import search_options
from tests.bench.measures import milliseconds

HOW = manner("en", "greedy", 1, 1.0, 0)


def blip_base() -> Blip:
    """The architecture of Salesforce/blip-image-captioning-base, not trained."""
    from transformers import BlipConfig, BlipForConditionalGeneration, BlipImageProcessor

    torch.manual_seed(0)
    config = BlipConfig(vision_config={"image_size": 384})  # section 4.1 of the paper
    config._attn_implementation = "eager"
    return Blip(BlipForConditionalGeneration(config), BlipImageProcessor(), None).eval()


@torch.inference_mode()
def caption_by_blip(model: Blip, pieces: int, image: Image) -> None:
    """What `pretrained.captioners.speak` computes, for a fixed number of pieces."""
    memory = model.read(image)
    start = torch.tensor([[model.network.config.text_config.bos_token_id]])
    said = model.network.text_decoder.generate(
        input_ids=start,
        attention_mask=torch.ones_like(start),
        encoder_hidden_states=memory.states,
        **{**search_options(1), "min_new_tokens": pieces, "max_new_tokens": pieces},
    )
    model.teach(memory, said[:, :-1])


def caption_by_ours(name: str, image: Image) -> Spoken:
    """What the tab needs but for the maps."""
    seen = glance(image)
    with registry.use(name) as model:
        return speak_as(cast(Speaker, model), seen, HOW)


def maps_of_ours(name: str, image: Image) -> object:
    """All that the tab shows of a caption."""
    return caption_by_ours(name, image).maps


def timed(name: str, caption: Callable[[Image], object], images: list[Image]) -> None:
    """Prints milliseconds a caption; the first one is left out because it warms up."""
    caption(np.zeros_like(images[0]))
    taken = [milliseconds(partial(caption, image)) for image in images]
    row = {"median_ms": statistics.median(taken), "p95_ms": float(np.quantile(taken, 0.95))}
    print(json.dumps({"captioner": name, **row}), flush=True)


def main() -> None:
    """Prints one JSON line a captioner."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=1)
    torch.set_num_threads(parser.parse_args().threads)
    registry.configure(device="cpu", offline=True)
    images = [read_picture(code, None).image for code in EXAMPLES]
    lengths = []
    for name in trained():
        # `glance` keeps what it saw: pictures that differ in one corner pixel are seen anew.
        timed(name, partial(maps_of_ours, name), [changed(image) for image in images])
        lengths += [len(caption_by_ours(name, image).words) for image in images]
    model, pieces = blip_base(), round(statistics.mean(lengths))
    timed(f"BLIP-base, {pieces} pieces", partial(caption_by_blip, model, pieces), images)


def changed(image: Image) -> Image:
    """The picture with another corner pixel."""
    other = image.copy()
    other[0, 0] ^= np.random.default_rng().integers(1, 255, 3, dtype=np.uint8)
    return other


if __name__ == "__main__":
    main()
