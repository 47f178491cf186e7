"""Before the systems: how each kind of signal becomes numbers."""

from demos.catalogue.kinds import Entry, Modality, Page, Paper, Pattern
from mm_models.text import Text

REPRESENTATIONS: tuple[Entry, ...] = (
    Entry(
        "fourier",
        Text("Waveform and Fourier", "파형과 푸리에"),
        Pattern.REPRESENT,
        Page.REPRESENT,
        (Modality.SOUND,),
        Text(
            "What a sound is made of: probe it with sines and cosines, one frequency at a time.",
            "소리가 무엇으로 이루어졌는지, 사인과 코사인으로 한 주파수씩 재어 봅니다.",
        ),
        Paper("Oppenheim & Schafer, Discrete-Time Signal Processing, ch. 8"),
        learnt=False,
    ),
    Entry(
        "stft",
        Text("Windowing and STFT", "창 함수와 STFT"),
        Pattern.REPRESENT,
        Page.REPRESENT,
        (Modality.SOUND,),
        Text(
            "A window slides over the sound; each position gives one column of the spectrogram.",
            "창이 소리 위를 미끄러지며, 위치마다 스펙트로그램의 한 열을 만듭니다.",
        ),
        Paper("Allen & Rabiner 1977", "https://doi.org/10.1109/PROC.1977.10770"),
        learnt=False,
    ),
    Entry(
        "spectrogram",
        Text("Spectrogram", "스펙트로그램"),
        Pattern.REPRESENT,
        Page.REPRESENT,
        (Modality.SOUND,),
        Text(
            "Which frequencies sound when, and what a sharper view of one costs the other.",
            "어떤 주파수가 언제 울리는지, 한쪽을 선명하게 볼 때 다른 쪽이 무엇을 잃는지 봅니다.",
        ),
        Paper("Gabor 1946", "https://doi.org/10.1049/ji-3-2.1946.0074"),
        learnt=False,
    ),
    Entry(
        "mel",
        Text("Mel and MFCC", "멜과 MFCC"),
        Pattern.REPRESENT,
        Page.REPRESENT,
        (Modality.SOUND,),
        Text(
            "From hundreds of frequencies to the few numbers that sound networks read.",
            "수백 개의 주파수에서 소리 신경망이 읽는 몇 개의 수까지 갑니다.",
        ),
        Paper("Davis & Mermelstein 1980", "https://doi.org/10.1109/TASSP.1980.1163420"),
        learnt=False,
    ),
    Entry(
        "back-to-sound",
        Text("Back to sound", "다시 소리로"),
        Pattern.REPRESENT,
        Page.REPRESENT,
        (Modality.SOUND,),
        Text(
            "Turn each representation back into sound and hear what it forgot.",
            "각 표현을 다시 소리로 되돌려 무엇을 잊었는지 들어 봅니다.",
        ),
        Paper("Griffin & Lim 1984", "https://doi.org/10.1109/TASSP.1984.1164317"),
        learnt=False,
    ),
    Entry(
        "listening",
        Text("Listening", "소리 알아듣기"),
        Pattern.REPRESENT,
        Page.REPRESENT,
        (Modality.SOUND,),
        Text(
            "A convolutional network on a log-mel spectrogram: which of ten sounds is it, and when?",
            "로그 멜 스펙트로그램을 읽는 합성곱 신경망이 열 가지 소리 가운데 무엇이 언제 들리는지 답합니다.",
        ),
        Paper("Kong et al. 2020; Piczak 2015", "https://arxiv.org/abs/1912.10211"),
        runs="audio-backbone",
    ),
    Entry(
        "tensors",
        Text("Images and video as tensors", "텐서로서의 이미지와 동영상"),
        Pattern.REPRESENT,
        Page.REPRESENT,
        (Modality.IMAGE, Modality.VIDEO),
        Text(
            "Height, width, channels, time, and what a convolutional network keeps of them.",
            "높이, 너비, 채널, 시간, 그리고 합성곱 신경망이 그중 무엇을 남기는지 봅니다.",
        ),
        learnt=False,
        runs="vision-backbone",
    ),
    Entry(
        "word2vec",
        Text("Words as vectors", "벡터로서의 낱말"),
        Pattern.REPRESENT,
        Page.REPRESENT,
        (Modality.TEXT,),
        Text(
            "Skip-gram with negative sampling: words that keep the same company lie together.",
            "부정 표본 추출을 쓰는 스킵그램. 이웃이 같은 낱말끼리 가까이 놓입니다.",
        ),
        Paper("Mikolov et al. 2013", "https://arxiv.org/abs/1310.4546"),
    ),
    Entry(
        "shapes",
        Text("Six forms of 3-D", "3차원의 여섯 가지 표현"),
        Pattern.REPRESENT,
        Page.SPACE,
        (Modality.SHAPE, Modality.DEPTH, Modality.IMAGE),
        Text(
            "Views, depth, voxels, points, mesh and implicit function of the same object.",
            "같은 물체를 여러 시점, 깊이, 복셀, 점, 메시, 음함수로 나타냅니다.",
        ),
        learnt=False,
    ),
)
