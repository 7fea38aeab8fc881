#!/usr/bin/env python3
"""Writes all-MiniLM-L6-v2 (a folder with safetensors and vocab.txt) as GGUF: FOLDER FILE.

Matrices become F16, vectors stay F32. The two formats are simple enough to be read and written here:
https://github.com/huggingface/safetensors and ggml's docs/gguf.md.
"""
import json
import pathlib
import re
import struct
import sys

import numpy as np

ALIGNMENT = 32
TYPES = {"u32": 4, "i32": 5, "f32": 6, "bool": 7, "string": 8, "array": 9}
RENAMES = [
    (r"embeddings\.word_embeddings", "token_embd"),
    (r"embeddings\.token_type_embeddings", "token_types"),
    (r"embeddings\.position_embeddings", "position_embd"),
    (r"embeddings\.LayerNorm", "token_embd_norm"),
    (r"encoder\.layer\.(\d+)\.attention\.self\.query", r"blk.\1.attn_q"),
    (r"encoder\.layer\.(\d+)\.attention\.self\.key", r"blk.\1.attn_k"),
    (r"encoder\.layer\.(\d+)\.attention\.self\.value", r"blk.\1.attn_v"),
    (r"encoder\.layer\.(\d+)\.attention\.output\.dense", r"blk.\1.attn_output"),
    (r"encoder\.layer\.(\d+)\.attention\.output\.LayerNorm", r"blk.\1.attn_output_norm"),
    (r"encoder\.layer\.(\d+)\.intermediate\.dense", r"blk.\1.ffn_up"),
    (r"encoder\.layer\.(\d+)\.output\.dense", r"blk.\1.ffn_down"),
    (r"encoder\.layer\.(\d+)\.output\.LayerNorm", r"blk.\1.layer_output_norm"),
]


def tensors_of(path: pathlib.Path) -> dict[str, np.ndarray]:
    data = path.read_bytes()
    size = int.from_bytes(data[:8], "little")
    header, body = json.loads(data[8 : 8 + size]), memoryview(data)[8 + size :]
    found = {}
    for name, about in header.items():
        for pattern, new in RENAMES:
            renamed, count = re.subn("^" + pattern, new, name)
            if count:
                start, end = about["data_offsets"]
                found[renamed] = np.frombuffer(body[start:end], "<f4").reshape(about["shape"])
    return found


def text(value: str) -> bytes:
    data = value.encode()
    return struct.pack("<Q", len(data)) + data


def value_of(kind: str, value) -> bytes:
    match kind:
        case "u32" | "i32":
            return struct.pack("<i", value)
        case "f32":
            return struct.pack("<f", value)
        case "bool":
            return struct.pack("<?", value)
        case _:
            return text(value)


def array_of(kind: str, values: list) -> bytes:
    return struct.pack("<IQ", TYPES[kind], len(values)) + b"".join(value_of(kind, v) for v in values)


def vocabulary_of(folder: pathlib.Path) -> tuple[list[str], list[int]]:
    """The words as llama.cpp's WordPiece wants them: beginnings marked, continuations bare."""
    words = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")[:30522]
    special = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"}
    marked = [w if w in special else w[2:] if w.startswith("##") else "\u2581" + w for w in words]
    return marked, [3 if w in special else 1 for w in words]


def metadata_of(folder: pathlib.Path) -> list[tuple[str, str, object]]:
    config = json.loads((folder / "config.json").read_text())
    words, kinds = vocabulary_of(folder)
    return [
        ("general.architecture", "string", "bert"),
        ("general.name", "string", "all-MiniLM-L6-v2"),
        ("general.license", "string", "apache-2.0"),
        ("general.file_type", "u32", 1),
        ("bert.context_length", "u32", config["max_position_embeddings"]),
        ("bert.embedding_length", "u32", config["hidden_size"]),
        ("bert.feed_forward_length", "u32", config["intermediate_size"]),
        ("bert.block_count", "u32", config["num_hidden_layers"]),
        ("bert.attention.head_count", "u32", config["num_attention_heads"]),
        ("bert.attention.layer_norm_epsilon", "f32", config["layer_norm_eps"]),
        ("bert.attention.causal", "bool", False),
        ("bert.pooling_type", "u32", 1),
        ("tokenizer.ggml.model", "string", "bert"),
        ("tokenizer.ggml.pre", "string", "default"),
        ("tokenizer.ggml.token_type_count", "u32", config["type_vocab_size"]),
        ("tokenizer.ggml.tokens", "[string]", words),
        ("tokenizer.ggml.token_type", "[i32]", kinds),
        ("tokenizer.ggml.bos_token_id", "u32", words.index("[CLS]")),
        ("tokenizer.ggml.seperator_token_id", "u32", words.index("[SEP]")),
        ("tokenizer.ggml.padding_token_id", "u32", words.index("[PAD]")),
        ("tokenizer.ggml.unknown_token_id", "u32", words.index("[UNK]")),
        ("tokenizer.ggml.mask_token_id", "u32", words.index("[MASK]")),
    ]


def main() -> None:
    folder, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    metadata, tensors = metadata_of(folder), tensors_of(folder / "model.safetensors")
    head = bytearray(b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(metadata)))
    for key, kind, value in metadata:
        is_array = kind.startswith("[")
        head += text(key) + struct.pack("<I", TYPES["array" if is_array else kind])
        head += array_of(kind[1:-1], value) if is_array else value_of(kind, value)
    body = bytearray()
    for name, values in tensors.items():
        is_matrix = values.ndim == 2 and not name.startswith(("token_types", "position_embd"))
        head += text(name) + struct.pack("<I", values.ndim)
        head += b"".join(struct.pack("<Q", n) for n in reversed(values.shape))
        head += struct.pack("<IQ", 1 if is_matrix else 0, len(body))
        body += values.astype("<f2" if is_matrix else "<f4").tobytes()
        body += bytes(-len(body) % ALIGNMENT)
    head += bytes(-len(head) % ALIGNMENT)
    out.write_bytes(head + body)


if __name__ == "__main__":
    main()
