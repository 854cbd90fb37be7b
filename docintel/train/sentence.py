"""The student as one graph, ids in and a vector out, and made ready for int8."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch.nn import functional

from docintel.train.student import Student

LARGE, MOVED = 0.9, 0.75
"""A channel is large above this quantile of its input; this power of what it is too large by goes into the weights."""


class Sentence(torch.nn.Module):  # type: ignore[misc]  # torch is not installed where the types are checked
    """Token ids in, one row of length 1 out: pooling is part of the graph."""

    def __init__(self, student: Student) -> None:
        """Wrap a trained student."""
        super().__init__()
        self.body = student.body
        # every token has type 0: its embedding is added to the positions once, here
        positions = self.body.embeddings.position_embeddings.weight
        positions.data += self.body.embeddings.token_type_embeddings.weight.data[0]
        self.positions = positions
        self.smoothing = torch.nn.ParameterList()

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Return one row per text."""
        layers = self.body.embeddings
        hidden = layers.word_embeddings(input_ids) + self.positions[: input_ids.shape[1]]
        hidden = layers.LayerNorm(hidden)
        mask = attention_mask.to(hidden.dtype)
        far = ((1.0 - mask) * -10000.0)[:, None, None, :]
        for number, layer in enumerate(self.body.encoder.layer):
            hidden = self._layer(layer, hidden, far, number * 3)
        weights = mask.unsqueeze(-1)
        return functional.normalize((hidden * weights).sum(1) / weights.sum(1), dim=-1)

    def _layer(self, layer: torch.nn.Module, hidden: torch.Tensor, far: torch.Tensor, place: int) -> torch.Tensor:
        attention = layer.attention.self
        heads, size = attention.num_attention_heads, attention.attention_head_size

        def split(states: torch.Tensor) -> torch.Tensor:
            return states.view(states.shape[0], states.shape[1], heads, size).transpose(1, 2)

        even = self._even(hidden, place)
        query, key, value = (split(part(even)) for part in (attention.query, attention.key, attention.value))
        weights = torch.softmax(query @ key.transpose(-1, -2) / size**0.5 + far, dim=-1)
        context = (weights @ value).transpose(1, 2).reshape(hidden.shape)
        output = layer.attention.output
        hidden = output.LayerNorm(output.dense(context) + hidden)
        grown = functional.gelu(layer.intermediate.dense(self._even(hidden, place + 1)))
        return layer.output.LayerNorm(layer.output.dense(self._even(grown, place + 2)) + hidden)

    def _even(self, states: torch.Tensor, place: int) -> torch.Tensor:
        """Take part of the difference in size between channels out of what is rounded; the weights have it then."""
        return states * self.smoothing[place] if len(self.smoothing) else states


def smooth(sentence: Sentence, texts: Sequence[list[int]]) -> None:
    """Move the few large channels of each rounded input into the weights behind it (SmoothQuant, Xiao et al. 2023).

    One scale rounds all channels of an input, so a channel of 30 costs those of 3 their precision. Scaling every
    channel, as the paper does, made these small weights worse (cosine of int8 to fp32 0.985); scaling only those above
    the ninth decile gives 0.998, against 0.993 without. Without rounding the vectors stay the same.
    """
    groups = []
    for layer in sentence.body.encoder.layer:
        attention = layer.attention.self
        groups += [
            (attention.query, attention.key, attention.value),
            (layer.intermediate.dense,),
            (layer.output.dense,),
        ]
    with torch.no_grad():
        for group, largest in zip(groups, largest_inputs(sentence, [group[0] for group in groups], texts), strict=True):
            factor = (largest / largest.quantile(LARGE)).clamp(min=1) ** MOVED
            for part in group:
                part.weight *= factor
            sentence.smoothing.append(torch.nn.Parameter(1 / factor))


def largest_inputs(
    sentence: Sentence, layers: Sequence[torch.nn.Module], texts: Sequence[list[int]]
) -> list[torch.Tensor]:
    """Return the largest size of each channel that goes into each of ``layers``."""
    largest = [torch.zeros(layer.in_features) for layer in layers]

    def watch(place: int) -> Callable[[torch.nn.Module, tuple[torch.Tensor, ...]], None]:
        def see(_module: torch.nn.Module, inputs: tuple[torch.Tensor, ...]) -> None:
            largest[place] = torch.maximum(largest[place], inputs[0].abs().amax(dim=(0, 1)))

        return see

    handles = [layer.register_forward_pre_hook(watch(place)) for place, layer in enumerate(layers)]
    with torch.no_grad():
        for text in texts:
            ids = torch.tensor([text])
            sentence(ids, torch.ones_like(ids))
    for handle in handles:
        handle.remove()
    return largest
