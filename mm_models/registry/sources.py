"""Where weights come from: whether they can be had here and now, and whether they are the right ones."""

from huggingface_hub import is_offline_mode, try_to_load_from_cache

from mm_models import weights
from mm_models.hub import Hub
from mm_models.registry import errors
from mm_models.registry.spec import Bundled, ModelSpec
from mm_models.text import Text


def unavailable(source: Bundled | Hub, offline: bool) -> Text | None:
    """Why the weights cannot be loaded here, or None when they can be; asks the disk, never the network."""
    if isinstance(source, Bundled):
        return None if source.path.is_file() else errors.missing_file(source.path.name)
    if not (offline or is_offline_mode()) or _cached(source):
        return None
    return errors.offline(source.repo)


def verify(spec: ModelSpec) -> None:
    """Raise RegistryError unless bundled weights are the published ones; `hub.fetch` looks after the Hub's."""
    if isinstance(spec.source, Bundled) and weights.sha256(spec.source.path) != spec.source.sha256:
        raise errors.wrong_hash(spec.title, spec.source.path.name)


def _cached(source: Hub) -> bool:
    return all(
        isinstance(try_to_load_from_cache(source.repo, name, revision=source.revision), str)
        for name in source.files
    )
