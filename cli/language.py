"""`migrantbot language review FILE`: a speaker confirms or corrects our guess, message by message."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from knowledge_base.locales import LOCALES, UNDETERMINED

app = typer.Typer(no_args_is_help=True)

_SKIP, _QUIT = "s", "q"


@app.callback()
def _about() -> None:
    """Which language a message is written in."""


@app.command("review")
def review(
    file: Annotated[Path, typer.Argument(help="One message a line, or JSON lines with a `text`.")],
    out: Annotated[Path | None, typer.Option(help="Where answers go: reviewed.jsonl beside FILE.")] = None,
) -> None:
    """Show the messages one by one; Enter confirms the guess, a code corrects it.

    What was answered before is not asked again. Put the result into the folder of the corpora as
    `reviewed*.jsonl`, and `python -m bot.language.train DIR` learns from it. It holds what people wrote:
    take out what tells who they are, and do not commit it.
    """
    from bot.language.detector import shipped_detector

    out = out or file.with_name("reviewed.jsonl")
    codes = (*LOCALES, UNDETERMINED)
    done = {str(entry["text"]) for entry in _entries(out)} if out.exists() else set()
    # The least sure first: there a speaker's minute is worth most.
    detector = shipped_detector()
    texts = dict.fromkeys(str(entry["text"]) for entry in _entries(file))
    guesses = sorted(
        ((detector.detect(text), text) for text in texts if text not in done),
        key=lambda guess: guess[0].confidence,
    )
    typer.echo(f"{len(guesses)} messages. Enter: right; or {' '.join(codes)}; s: skip; q: stop")
    answered = 0
    with out.open("a", encoding="utf-8") as answers:
        for number, (guess, text) in enumerate(guesses, 1):
            typer.echo(f"\n{number}/{len(guesses)}  {text}")
            code = _ask(guess.locale, guess.confidence, codes)
            if code == _QUIT:
                break
            if code == _SKIP:
                continue
            entry = {"text": text, "locale": code, "guess": guess.locale}
            answers.write(json.dumps(entry, ensure_ascii=False) + "\n")
            answers.flush()  # an answer is never lost, however the session ends
            answered += 1
    typer.echo(f"\n{answered} answers added to {out}")


def _ask(guess: str, confidence: float, codes: tuple[str, ...]) -> str:
    """Return a code, or the letter that skips or stops; asks again until it is one of these."""
    by_lower = {code.lower(): code for code in codes}
    while True:
        try:
            said = input(f"  {guess} ({confidence:.0%})? ").strip().lower()
        except (EOFError, KeyboardInterrupt):
            return _QUIT
        if not said:
            return guess
        if said in (_SKIP, _QUIT):
            return said
        if said in by_lower:
            return by_lower[said]
        typer.echo(f"  one of: {' '.join(codes)}")


def _entries(file: Path) -> Iterator[dict[str, object]]:
    for line in file.read_text("utf-8").splitlines():
        if not line.strip():
            continue
        if line.lstrip().startswith("{"):
            try:
                entry = json.loads(line)
            except ValueError:
                entry = None
            if isinstance(entry, dict) and isinstance(entry.get("text"), str):
                yield entry
                continue
        yield {"text": line.strip()}
