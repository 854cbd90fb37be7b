"""The student as one graph, ids in and a vector out, and made ready for int8."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

import torch
from torch.nn import functional

from docintel.train.student import Student

LARGE, MOVED = 0.9, 0.75
"""A channel is large above this quantile of its input; this power of what it is too large by goes into the weights."""


class Layers(torch.nn.Module):  # type: ignore[misc]  # torch is not installed where the types are checked
    """Some layers of the student, one after the other."""

    def __init__(self, layers: Iterable[torch.nn.Module]) -> None:
        """Take them as they are."""
        super().__init__()
        self.layers = torch.nn.ModuleList(layers)
        self.smoothing = torch.nn.ParameterList()

    def forward(self, hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return the states of the tokens after the last layer; ``mask`` is 0 for padding."""
        far = ((1.0 - mask) * -10000.0)[:, None, None, :]
        for number, layer in enumerate(self.layers):
            hidden = self._layer(layer, hidden, far, number * 3)
        return hidden

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


class Sentence(torch.nn.Module):  # type: ignore[misc]  # torch is not installed where the types are checked
    """Token ids in, one row of length 1 out: pooling is part of the graph."""

    def __init__(self, student: Student, upper: int = 3) -> None:
        """Wrap a trained student; ``upper`` of its layers come after the states half-way."""
        super().__init__()
        self.embeddings = student.body.embeddings
        layers = student.body.encoder.layer
        self.lower, self.upper = Layers(layers[:-upper]), Layers(layers[-upper:])
        # every token has type 0: its embedding is added to the positions once, here
        positions = self.embeddings.position_embeddings.weight
        positions.data += self.embeddings.token_type_embeddings.weight.data[0]
        self.positions = positions

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Return one row per text."""
        return self.pool(self.half_way(input_ids, attention_mask), attention_mask)

    def parts(self) -> tuple[Layers, Layers]:
        """All its layers."""
        return self.lower, self.upper

    def half_way(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Return the states of the tokens after the lower layers."""
        words = self.embeddings.word_embeddings(input_ids)
        states = self.embeddings.LayerNorm(words + self.positions[: input_ids.shape[1]])
        return self.lower(states, attention_mask.to(states.dtype))

    def pool(self, states: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Return one row per text, from the states half-way."""
        mask = attention_mask.to(states.dtype)
        weights = mask.unsqueeze(-1)
        return functional.normalize((self.upper(states, mask) * weights).sum(1) / weights.sum(1), dim=-1)


class Smoothed(Protocol):
    """A module made of layers."""

    def parts(self) -> Iterable[Layers]:
        """All its layers."""
        ...

    def __call__(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Read texts."""
        ...


def make_even(module: Smoothed, texts: Sequence[list[int]]) -> None:
    """Make all layers ready for int8."""

    def read() -> None:
        for text in texts:
            ids = torch.tensor([text])
            module(ids, torch.ones_like(ids))

    for layers in module.parts():
        smooth(layers, read)


def smooth(layers: Layers, read: Callable[[], None]) -> None:
    """Move the few large channels of each rounded input into the weights behind it (SmoothQuant, Xiao et al. 2023).

    One scale rounds all channels of an input, so a channel of 30 costs those of 3 their precision. Scaling every
    channel, as the paper does, made these small weights worse (cosine of int8 to fp32 0.985); scaling only those above
    the ninth decile gives 0.998, against 0.993 without. Without rounding the vectors stay the same. ``read`` reads the
    texts whose inputs are watched.
    """
    groups = []
    for layer in layers.layers:
        attention = layer.attention.self
        groups += [
            (attention.query, attention.key, attention.value),
            (layer.intermediate.dense,),
            (layer.output.dense,),
        ]
    with torch.no_grad():
        for group, largest in zip(groups, largest_inputs([group[0] for group in groups], read), strict=True):
            factor = (largest / largest.quantile(LARGE)).clamp(min=1) ** MOVED
            for part in group:
                part.weight *= factor
            layers.smoothing.append(torch.nn.Parameter(1 / factor))


def largest_inputs(layers: Sequence[torch.nn.Module], read: Callable[[], None]) -> list[torch.Tensor]:
    """Return the largest size of each channel that goes into each of ``layers``."""
    largest = [torch.zeros(layer.in_features) for layer in layers]

    def watch(place: int) -> Callable[[torch.nn.Module, tuple[torch.Tensor, ...]], None]:
        def see(_module: torch.nn.Module, inputs: tuple[torch.Tensor, ...]) -> None:
            largest[place] = torch.maximum(largest[place], inputs[0].abs().amax(dim=(0, 1)))

        return see

    handles = [layer.register_forward_pre_hook(watch(place)) for place, layer in enumerate(layers)]
    with torch.no_grad():
        read()
    for handle in handles:
        handle.remove()
    return largest
