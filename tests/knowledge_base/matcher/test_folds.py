"""What folds tell: the share of meaning, and that a stranger is less sure than a question of ours."""

from itertools import product

import numpy as np

from knowledge_base.matcher.bank import bank_of
from knowledge_base.matcher.calibration import calibrate
from knowledge_base.matcher.learning import learn_dense
from knowledge_base.matcher.training import train
from knowledge_base.matching import Phrasing

_SUBJECTS = {
    "pay": ("salary", "wage", "payment", "bonus"),
    "house": ("flat", "room", "hostel", "apartment"),
    "border": ("customs", "crossing", "checkpoint", "frontier"),
}
_FRAMES = (
    "where is my {}",
    "i have a problem with the {}",
    "who decides about {}",
    "tell me about {} please",
)
_ENDINGS = tuple(f"{one} {other}" for one, other in product(("now", "today", "there", "then"), ("ok", "yes")))
#: Enough of them for folds, and not one that is none of ours.
MANY = [
    Phrasing(f"{frame.format(word)} {ending}", "en", question)
    for question, some in _SUBJECTS.items()
    for word, frame, ending in product(some, _FRAMES, _ENDINGS)
]


def test_a_stranger_is_less_sure_than_ours() -> None:
    """A bank without counter-examples learns it from questions that it hides from itself."""
    matcher = train(MANY)
    ours = matcher.match("where is the salary", "en")[0]
    stranger = matcher.match("elephants eat bananas quickly", "en")
    assert ours.question_id == "pay"
    assert not stranger or stranger[0].confidence < ours.confidence


def test_the_name_of_a_question_is_a_phrasing() -> None:
    """It is learned like one, and no phrasing is lost for it."""
    bank = bank_of([Phrasing("where is it", "en", "card_arrival")], None)
    assert set(bank.keys) == {"card arival", "vhere is it"}
    assert sorted(bank.are_names.tolist()) == [False, True]


def test_the_dense_head_separates_what_can_be_separated() -> None:
    """Three far groups of points get three classes; the strength keeps the weights short."""
    draws = np.random.default_rng(3)
    labels = np.repeat(np.arange(3), 20)
    rows = (draws.normal(size=(60, 5)) * 0.1 + 3 * np.eye(5)[labels]).astype(np.float32)
    weights, bias = learn_dense(rows, labels, classes=3, strength=1.0)
    assert ((rows @ weights + bias).argmax(axis=1) == labels).all()
    shorter, _ = learn_dense(rows, labels, classes=3, strength=100.0)
    assert np.abs(shorter).sum() < np.abs(weights).sum()


def test_a_calibration_stays_finite_when_a_signal_separates() -> None:
    """A signal on a scale of its own must not make the fit overshoot."""
    signals = [np.array([1.0, at / 50, 0.0, 0.0, 1.0, 1000.0 * at]) for at in range(100)]
    fitted = calibrate(signals, ["en"] * 100, [at > 50 for at in range(100)])
    assert np.isfinite(fitted.weights).all()
    assert fitted.confidence(signals[90], "en") > 0.9 > 0.1 > fitted.confidence(signals[5], "en")
