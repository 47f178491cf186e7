"""How like references a caption is: BLEU-4 by sacrebleu, ROUGE-L by torchmetrics, CIDEr-D by `cider`.

Both libraries are loaded when they are first asked, because starting an application must not wait for them.
"""

from collections.abc import Sequence

from mm_models.measurement import Figures
from mm_models.metrics.cider import cider_d

Tokens = Sequence[str]


def bleu4(captions: Sequence[Tokens], references: Sequence[Sequence[Tokens]]) -> float:
    """Corpus BLEU-4 from 0 to 1, unsmoothed (Papineni et al. 2002), each caption against all of its references.

    All captions need equally many references.
    """
    from sacrebleu.metrics.bleu import BLEU

    said = [" ".join(caption) for caption in captions]
    streams = [[" ".join(reference) for reference in some] for some in zip(*references, strict=True)]
    score = BLEU(tokenize="none", smooth_method="none", force=True).corpus_score(said, streams)
    return score.score / 100


def rouge_l(captions: Sequence[Tokens], references: Sequence[Sequence[Tokens]]) -> float:
    """The mean ROUGE-L F-measure from 0 to 1 (Lin 2004), each caption against the nearest of its references."""
    from torchmetrics.functional.text.rouge import rouge_score

    found = rouge_score(
        [" ".join(caption) for caption in captions],
        [[" ".join(reference) for reference in some] for some in references],
        accumulate="best",
        rouge_keys="rougeL",
        normalizer=str,
        tokenizer=str.split,
    )
    return float(found["rougeL_fmeasure"])


def likeness(captions: Sequence[Tokens], references: Sequence[Sequence[Tokens]]) -> Figures:
    """The three scores by name."""
    return {
        "bleu4": bleu4(captions, references),
        "rouge_l": rouge_l(captions, references),
        "cider": cider_d(captions, references),
    }
