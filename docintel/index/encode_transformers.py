"""Any Hugging Face encoder, for who may download one or has one on disk; needs ``transformers`` and ``torch``."""

from __future__ import annotations

import importlib.util
import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from docintel.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from docintel.config import EncoderSettings
    from docintel.index.encode import Kind

logger = logging.getLogger(__name__)

PREFIXES = {"e5": ("query: ", "passage: ")}
"""What the families of models want before a text; the user's own prefixes win."""


class TransformersEncoder:
    """Run a model of the ``transformers`` package; a name that is no folder is looked up at its hub."""

    def __init__(self, name: str, settings: EncoderSettings) -> None:
        """Load tokenizer and weights.

        Raises:
            ModelError: transformers or torch is not installed, or the model cannot be loaded.
        """
        for package in ("transformers", "torch"):
            if importlib.util.find_spec(package) is None:
                raise ModelError(name, f"needs the package {package}", 'install "docintel[torch]"')
        import torch  # heavy (2.8 s), and absent from the base install
        from transformers import AutoModel, AutoTokenizer

        local = Path(name).is_dir()
        try:
            options: dict[str, Any] = {"local_files_only": local, "revision": settings.revision or "main"}
            self._tokenizer = AutoTokenizer.from_pretrained(name, **options)
            self._model = AutoModel.from_pretrained(name, **options).eval()
        except (OSError, ValueError) as error:
            reason = str(error).splitlines()[0]
            raise ModelError(name, f"cannot be loaded ({reason})", "check the name, or the network") from error
        if settings.threads:
            torch.set_num_threads(settings.threads)
        self._torch = torch
        self.name = name
        self.version = str(getattr(self._model.config, "_commit_hash", None) or settings.revision or "local")
        self.dimension = int(self._model.config.hidden_size)
        self.truncated = 0
        self._pooling = pooling_of(Path(name)) if local else ("cls" if "bge" in name.lower() else "mean")
        self._settings = settings
        self._max_tokens = min(settings.max_tokens, self._tokenizer.model_max_length)

    def encode(self, texts: Sequence[str], *, kind: Kind = "passage") -> NDArray[np.float32]:
        """Return one row of length 1 per text."""
        prefix = prefix_of(self.name, self._settings, kind)
        written = [prefix + text for text in texts]
        lengths = [len(ids) for ids in self._tokenizer(written, verbose=False)["input_ids"]] if written else []
        cut = sum(length > self._max_tokens for length in lengths)
        if cut:
            self.truncated += cut
            logger.warning("%d of %d texts are longer than %d tokens; their ends are not in the vectors",
                           cut, len(texts), self._max_tokens)  # fmt: skip
        order = sorted(range(len(written)), key=lengths.__getitem__)
        rows = np.zeros((len(written), self.dimension), np.float32)
        for start in range(0, len(order), self._settings.batch_size):
            places = order[start : start + self._settings.batch_size]
            rows[places] = self._run([written[place] for place in places])
        return rows

    def _run(self, texts: list[str]) -> NDArray[np.float32]:
        inputs = self._tokenizer(texts, padding=True, truncation=True, max_length=self._max_tokens, return_tensors="pt")
        with self._torch.inference_mode():
            hidden = self._model(**inputs).last_hidden_state.float()
            mask = inputs["attention_mask"].unsqueeze(-1)
            vectors = hidden[:, 0] if self._pooling == "cls" else (hidden * mask).sum(1) / mask.sum(1)
            rows: NDArray[np.float32] = self._torch.nn.functional.normalize(vectors, dim=-1).numpy()
        return rows


def prefix_of(name: str, settings: EncoderSettings, kind: Kind) -> str:
    """Choose the prefix: the user's, else the one of the model's family, else none.

    The E5 models were trained with ``query:`` and ``passage:`` and lose much without; bge-m3 wants none.
    """
    chosen = settings.query_prefix if kind == "query" else settings.passage_prefix
    if chosen is not None:
        return chosen
    family = next((prefixes for part, prefixes in PREFIXES.items() if part in Path(name).name.lower().split("-")), None)
    return "" if family is None else family[0 if kind == "query" else 1]


def pooling_of(folder: Path) -> str:
    """Read from the sentence-transformers layout whether the first token or the mean is the vector."""
    path = folder / "1_Pooling" / "config.json"
    if path.is_file():
        return "cls" if json.loads(path.read_text("utf-8")).get("pooling_mode_cls_token") else "mean"
    return "mean"
