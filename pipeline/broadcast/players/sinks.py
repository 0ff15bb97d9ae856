"""The programs at the end of a line: what they are called with, and how each tells how far it is."""

import os
import re
import shutil
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline import ffmpeg
from pipeline.broadcast.players import addresses
from pipeline.broadcast.players.addresses import PASSWORD
from pipeline.errors import MachineError

RATE = 44100  # Hz, mono s16le: what goes down every line
_RAW = ("-f", "s16le", "-ar", str(RATE), "-ac", "1")


@dataclass(frozen=True)
class Sink:
    """A program that reads mono s16le at RATE from stdin and sounds it.

    ``progress`` finds in its output how many units (``unit_s`` seconds each) are out; None when it does not tell, and
    what it took in real time, ending well, is all that is known. ``paced`` is true when
    it plays by a clock of its own; otherwise it takes what it gets. ``ahead_s`` is how much it is fed in advance,
    ``advice`` what a person looks at when it fails.
    """

    name: str
    command: tuple[str, ...]
    progress: re.Pattern[bytes] | None
    unit_s: float = 1.0
    paced: bool = True
    ahead_s: float = 0.6
    advice: str = "kiểm tra thiết bị âm thanh bằng loa doctor"
    env: Mapping[str, str] = field(default_factory=dict, repr=False)


def device(program: str = "auto", device: str | None = None) -> Sink:
    """Return the local player ``program`` (auto: the first found of mpv, ffplay, VLC) on ``device``.

    ``null`` as device sounds nothing; ``file:PATH`` writes what would sound. Raises MachineError when none is found.
    """
    makers = {"mpv": _mpv, "ffplay": _ffplay, "vlc": _vlc}
    for name in makers if program == "auto" else (program,):
        if path := shutil.which("cvlc" if name == "vlc" else name):
            return makers[name](path, device)
    wanted = "mpv, ffplay hoặc VLC" if program == "auto" else program
    raise MachineError(f"không tìm thấy {wanted} trên máy; hãy cài mpv (Debian: apt install mpv)")


def icecast(url: str, *, kbps: int) -> Sink:
    """Return ffmpeg as a source client of ``icecast://user@host:port/mount``; the password is in LOA_ICECAST_PASSWORD.

    Raises RequestError for an address of another form, or one that holds a password.
    """
    mount = addresses.icecast(url)
    secret = urllib.parse.quote(os.environ.get(PASSWORD, ""), safe="")
    address = f"icecast://{mount.user}:{secret}@{mount.host}:{mount.port}{mount.path}"
    target = ("-f", "mp3", "-content_type", "audio/mpeg", address)
    return _network("icecast", ("-c:a", "libmp3lame", "-b:a", f"{kbps}k", *target))


def multicast(address: str) -> Sink:
    """Return ffmpeg sending RTP (G.711 µ-law, payload 0, the format every IP horn takes) to ``host:port``.

    Raises RequestError for an address of another form.
    """
    host, port = addresses.multicast(address)
    target = f"rtp://{host}:{port}?ttl=4&pkt_size=172"
    frames = ("-af", "aresample=8000,asetnsamples=n=160")  # 20 ms a packet, however the samples come
    return _network("multicast", (*frames, "-c:a", "pcm_mulaw", "-payload_type", "0", "-f", "rtp", target))


def _network(name: str, output: tuple[str, ...]) -> Sink:
    told = ("-loglevel", "error", "-nostats", "-progress", "pipe:1", "-stats_period", "0.2")
    quick = ("-probesize", "32", "-analyzeduration", "0", "-fflags", "nobuffer")
    return Sink(
        name, (ffmpeg.binary(), "-hide_banner", *told, *quick, *_RAW, "-i", "pipe:0", "-flush_packets", "1", *output),
        re.compile(rb"out_time_us=(\d+)"), unit_s=1e-6, paced=False, ahead_s=0.25,
        advice="kiểm tra địa chỉ, mạng và mật khẩu",
    )  # fmt: skip


def _mpv(path: str, device: str | None) -> Sink:
    raw = ("--demuxer=rawaudio", f"--demuxer-rawaudio-rate={RATE}", "--demuxer-rawaudio-channels=1",
           "--demuxer-rawaudio-format=s16le")  # fmt: skip
    if device == "null":
        output: tuple[str, ...] = ("--ao=null",)
    elif device and device.startswith("file:"):
        output = ("--ao=pcm", f"--ao-pcm-file={device[5:]}")  # it takes what it gets, as a file has no clock
    else:
        output = (f"--audio-device={device}",) if device else ()
    quiet = ("--no-config", "--no-video", "--no-input-terminal", "--cache=no", "--audio-fallback-to-null=no")
    told = ("--msg-level=all=error,statusline=status", "--term-status-msg=POS ${=audio-pts}")
    paced = not (device or "").startswith("file:")
    return Sink("mpv", (path, *quiet, *told, *raw, *output, "-"), re.compile(rb"POS ([0-9.]+)"), paced=paced)


def _ffplay(path: str, device: str | None) -> Sink:
    env: dict[str, str] = {}
    if device == "null":
        env = {"SDL_AUDIODRIVER": "dummy"}
    elif device and device.startswith("file:"):
        env = {"SDL_AUDIODRIVER": "disk", "SDL_DISKAUDIOFILE": device[5:]}
    elif device:
        env = {"AUDIODEV": device}
    quick = ("-probesize", "32", "-analyzeduration", "0", "-fflags", "nobuffer")
    command = (path, "-hide_banner", "-nodisp", "-autoexit", "-stats", *quick, *_RAW, "-i", "pipe:0")
    return Sink("ffplay", command, re.compile(rb"(?:^|\r|\n)\s*(\d+\.\d+)\s+M-A:"), env=env)


def _vlc(path: str, device: str | None) -> Sink:
    raw = ("--demux=rawaud", "--rawaud-channels=1", f"--rawaud-samplerate={RATE}", "--rawaud-fourcc=s16l")
    if device == "null":
        output: tuple[str, ...] = ("--aout=adummy",)
    elif device and device.startswith("file:"):
        output = ("--aout=afile", f"--audiofile-file={device[5:]}")
    else:
        output = ("--aout=alsa", f"--alsa-audio-device={device}") if device else ()
    if getattr(os, "geteuid", lambda: 1)() == 0:
        raise MachineError("VLC không chạy dưới quyền root; hãy chạy loa play bằng tài khoản thường, hoặc dùng mpv")
    command = (path, "--play-and-exit", "--no-interact", "--no-video", "--file-caching=200", *raw, *output, "-")
    return Sink("vlc", command, None)
