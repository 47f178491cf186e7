"""What there is: the explicit lists that everything else goes by, in the order in which people see them."""

from functools import partial

from mm_models import published
from mm_models.pretrained import blip, clap
from mm_models.pretrained import clip as clip_vit
from mm_models.registry.spec import Bundled, ModelSpec
from mm_models.system import System
from mm_models.systems import (
    audio_backbone,
    clip,
    contrastive_captioner,
    image_tagging,
    imagebind,
    lrcn,
    lrcn_activity,
    recipe_retrieval,
    show_and_tell,
    show_attend_tell,
    sound_localisation,
    soundnet,
    speech_separation,
    text_encoder,
    transformer_captioner,
    video_captioner,
    vision_backbone,
    word2vec,
)
from mm_models.text import Text

SYSTEMS: dict[str, System] = {
    system.name: system
    for system in (
        vision_backbone.SYSTEM,
        audio_backbone.SYSTEM,
        text_encoder.SYSTEM,
        word2vec.SYSTEM,
        show_and_tell.SYSTEM,
        show_attend_tell.SYSTEM,
        show_attend_tell.UNGUIDED,
        show_attend_tell.HARD,
        show_attend_tell.STAGES,
        lrcn.SINGLE,
        lrcn.UNFACTORED,
        lrcn.SYSTEM,
        lrcn_activity.SYSTEM,
        transformer_captioner.SYSTEM,
        contrastive_captioner.SYSTEM,
        video_captioner.SYSTEM,
        clip.SYSTEM,
        image_tagging.SYSTEM,
        recipe_retrieval.PLAIN,
        recipe_retrieval.SYSTEM,
        imagebind.SYSTEM,
        soundnet.SYSTEM,
        sound_localisation.SYSTEM,
        sound_localisation.CORRESPONDENCE,
        sound_localisation.SEMI,
        sound_localisation.SUPERVISED,
        speech_separation.SYSTEM,
        speech_separation.AUDIO_ONLY,
    )
}


def bundled(system: System, sha256: str) -> ModelSpec:
    """The spec of a system that we trained: float32 once loaded, two or four times what its file holds."""
    path = published.weights_file(system.name)
    return ModelSpec(
        key=system.name,
        title=system.title,
        load=partial(published.load, system),
        source=Bundled(path, sha256),
        licence=system.card.licence,
        paper=system.sources[0],
        est_bytes=(4 if system.compact else 2) * path.stat().st_size if path.is_file() else 0,
    )


PRETRAINED: tuple[ModelSpec, ...] = (
    ModelSpec(
        key="blip-captioning",
        title=Text(en="BLIP captioning (base)", ko="BLIP 캡션 생성(base)"),
        load=blip.load,
        source=blip.CHECKPOINT,
        licence="BSD-3-Clause",
        paper="Li et al. 2022, BLIP: Bootstrapping Language-Image Pre-training, arXiv:2201.12086",
        est_bytes=blip.WEIGHT_BYTES,
        on_request=True,
        peak_bytes=blip.PEAK_BYTES,
    ),
    ModelSpec(
        key="clip-vit-base-patch32",
        title=Text(en="CLIP ViT-B/32", ko="CLIP ViT-B/32"),
        load=clip_vit.load,
        source=clip_vit.CHECKPOINT,
        licence="MIT (repository openai/CLIP)",
        paper="Radford et al. 2021, Learning Transferable Visual Models From Natural Language Supervision, arXiv:2103.00020",
        est_bytes=clip_vit.WEIGHT_BYTES,
        on_request=True,
        peak_bytes=clip_vit.PEAK_BYTES,
    ),
    ModelSpec(
        key="clap-htsat-unfused",
        title=Text(en="CLAP (HTS-AT, unfused)", ko="CLAP(HTS-AT, unfused)"),
        load=clap.load,
        source=clap.CHECKPOINT,
        licence="Apache-2.0",
        paper="Wu et al. 2023, Large-scale Contrastive Language-Audio Pretraining, arXiv:2211.06687",
        est_bytes=clap.WEIGHT_BYTES,
        on_request=True,
        peak_bytes=clap.PEAK_BYTES,
    ),
)

SPECS: tuple[ModelSpec, ...] = (
    *(bundled(SYSTEMS[name], sha256) for name, sha256 in published.hashes().items() if name in SYSTEMS),
    *PRETRAINED,
)
