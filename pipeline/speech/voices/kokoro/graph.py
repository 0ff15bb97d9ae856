"""Cut an ONNX graph at named tensors, by rewriting its protobuf bytes.

An ONNX file is a protobuf message: a flat list of (field number, value) pairs, nested for sub-messages. Keeping some
nodes and adding inputs and outputs needs no understanding of what is inside one, so the `onnx` package is not needed.
Field numbers are those of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# field numbers: ModelProto, GraphProto, NodeProto, TensorProto, ValueInfoProto
_MODEL_VERSION, _MODEL_GRAPH, _MODEL_OPSETS = 1, 7, 8
_GRAPH_NODE, _GRAPH_NAME, _GRAPH_CONSTANT, _GRAPH_INPUT, _GRAPH_OUTPUT = 1, 2, 5, 11, 12
_NODE_INPUT, _NODE_OUTPUT = 1, 2
_CONSTANT_NAME, _VALUE_NAME = 8, 1
_FLOAT = 1
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


@dataclass(frozen=True, slots=True)
class Part:
    """A sub-graph to cut out: graph inputs to keep, tensors to turn into inputs (name, shape), tensors to return."""

    keep: Sequence[str]
    enter: Sequence[tuple[str, Sequence[int | str]]]
    leave: Sequence[str]


def cut(model: bytes, part: Part) -> bytes:
    """Return an ONNX model that computes `part.leave`, with only the nodes and constants that this needs."""
    graph = next(value for field, value, _ in _fields(memoryview(model)) if field == _MODEL_GRAPH)
    head = [bytes(raw) for field, _, raw in _fields(memoryview(model)) if field in {_MODEL_VERSION, _MODEL_OPSETS}]
    fields = [(field, value, raw) for field, value, raw in _fields(graph)]
    nodes = [_Node.read(value, raw) for field, value, raw in fields if field == _GRAPH_NODE]
    kept = _needed(nodes, part)
    used = {name for node in kept for name in node.inputs}
    body = [bytes(node.raw) for node in kept]
    body.append(_field(_GRAPH_NAME, b"part"))
    body += [bytes(raw) for field, v, raw in fields if field == _GRAPH_CONSTANT and _text(v, _CONSTANT_NAME) in used]
    body += [bytes(raw) for field, v, raw in fields if field == _GRAPH_INPUT and _text(v, _VALUE_NAME) in part.keep]
    body += [_field(_GRAPH_INPUT, _tensor_type(name, shape)) for name, shape in part.enter]
    body += [_field(_GRAPH_OUTPUT, _tensor_type(name, None)) for name in part.leave]
    return b"".join(head) + _field(_MODEL_GRAPH, b"".join(body))


@dataclass(frozen=True, slots=True)
class _Node:
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    raw: memoryview

    @classmethod
    def read(cls, value: memoryview, raw: memoryview) -> "_Node":
        names: dict[int, list[str]] = {_NODE_INPUT: [], _NODE_OUTPUT: []}
        for field, item, _ in _fields(value):
            if field in names:
                names[field].append(bytes(item).decode())
        return cls(tuple(names[_NODE_INPUT]), tuple(names[_NODE_OUTPUT]), raw)


def _needed(nodes: list[_Node], part: Part) -> list[_Node]:
    """Nodes on some path from the inputs of the part to its outputs, in the order of the file (topological)."""
    producer = {name: index for index, node in enumerate(nodes) for name in node.outputs}
    entered = {name for name, _ in part.enter}
    found: set[int] = set()
    wanted = list(part.leave)
    while wanted:
        name = wanted.pop()
        index = producer.get(name)
        if name in entered or index is None or index in found:
            continue
        found.add(index)
        wanted += nodes[index].inputs
    return [nodes[index] for index in sorted(found)]


def _fields(message: memoryview) -> Iterator[tuple[int, memoryview, memoryview]]:
    """Yield (field number, value, whole field) of a message; the value of a number is the bytes that spell it."""
    at = 0
    while at < len(message):
        start = at
        key, at = _number(message, at)
        wire, value_at = key & 7, at
        if wire == _VARINT:
            _, at = _number(message, at)
        elif wire == _BYTES:
            size, value_at = _number(message, at)
            at = value_at + size
        elif wire in {_FIXED32, _FIXED64}:
            at += 4 if wire == _FIXED32 else 8
        else:
            raise ValueError(f"not an ONNX file: wire type {wire} at byte {start}")
        yield key >> 3, message[value_at:at], message[start:at]


def _number(message: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | _BYTES) + _varint(len(content)) + content


def _text(message: memoryview, number: int) -> str:
    return next(bytes(value).decode() for field, value, _ in _fields(message) if field == number)


def _tensor_type(name: str, shape: Sequence[int | str] | None) -> bytes:
    """ValueInfoProto of a float tensor; a dimension that varies is a name, an unknown shape is None."""
    element = _varint(1 << 3) + _varint(_FLOAT)
    if shape is not None:
        element += _field(2, b"".join(_field(1, _dimension(size)) for size in shape))
    return _field(1, name.encode()) + _field(2, _field(1, element))


def _dimension(size: int | str) -> bytes:
    return _field(2, size.encode()) if isinstance(size, str) else _varint(1 << 3) + _varint(size)
