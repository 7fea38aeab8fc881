#!/usr/bin/env python3
"""Writes the corpus of fuzz_gguf: very small models with random weights, of several kinds.

    python3 fuzz/make_gguf.py fuzz/corpus/gguf
"""
import pathlib
import random
import struct
import sys

STRING, ARRAY, UINT32, FLOAT32, BOOL, INT32 = 8, 9, 4, 6, 7, 5
F32, F16, Q8_0 = 0, 1, 8
ALIGNMENT = 32


def text(value):
    data = value.encode()
    return struct.pack("<Q", len(data)) + data


def value_of(kind, value):
    if kind == STRING:
        return text(value)
    if kind == ARRAY:
        inner, items = value
        return struct.pack("<IQ", inner, len(items)) + b"".join(value_of(inner, i) for i in items)
    return struct.pack({UINT32: "<I", INT32: "<i", FLOAT32: "<f", BOOL: "<?"}[kind], value)


def data_of(kind, count, random_):
    if kind == F32:
        return b"".join(struct.pack("<f", random_.gauss(0, 0.1)) for _ in range(count))
    if kind == F16:
        return b"".join(struct.pack("<e", random_.gauss(0, 0.1)) for _ in range(count))
    return b"".join(struct.pack("<e", 0.01) + random_.randbytes(32) for _ in range(count // 32))


def gguf(pairs, tensors, seed):
    random_ = random.Random(seed)
    head = struct.pack("<4sIQQ", b"GGUF", 3, len(tensors), len(pairs))
    for name, kind, value in pairs:
        head += text(name) + struct.pack("<I", kind) + value_of(kind, value)
    body = b""
    for name, shape, kind in tensors:
        count = 1
        for n in shape:
            count *= n
        head += text(name) + struct.pack("<I", len(shape))
        head += b"".join(struct.pack("<Q", n) for n in shape) + struct.pack("<IQ", kind, len(body))
        body += data_of(kind, count, random_)
        body += bytes(-len(body) % ALIGNMENT)
    return head + bytes(-len(head) % ALIGNMENT) + body


def byte_vocabulary():
    """GPT-2's names for the 256 bytes, a few merges, and the special tokens."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [b for b in range(256) if b not in printable]
    names = [chr(b) for b in printable] + [chr(256 + i) for i in range(len(others))]
    merges = ["h e", "l l", "he ll", "hell o"]
    return names + [m.replace(" ", "") for m in merges] + ["<|end|>"], merges


def llama(kind, heads=4, kv_heads=2, layers=1, chat=True, vocabulary="gpt2", arch="llama", seed=1):
    width, hidden = 32, 32
    tokens, merges = byte_vocabulary()
    if vocabulary == "llama":
        tokens = ["<unk>", "<s>", "</s>"] + [f"<0x{b:02X}>" for b in range(256)] + ["▁", "he", "llo"]
        types = [2, 3, 3] + [6] * 256 + [1] * 3
        end = 2
    else:
        types, end = [1] * (len(tokens) - 1) + [3], len(tokens) - 1
    pairs = [
        ("general.architecture", STRING, arch),
        (f"{arch}.context_length", UINT32, 128),
        (f"{arch}.embedding_length", UINT32, width),
        (f"{arch}.block_count", UINT32, layers),
        (f"{arch}.feed_forward_length", UINT32, hidden),
        (f"{arch}.attention.head_count", UINT32, heads),
        (f"{arch}.attention.head_count_kv", UINT32, kv_heads),
        (f"{arch}.attention.layer_norm_rms_epsilon", FLOAT32, 1e-5),
        (f"{arch}.rope.dimension_count", UINT32, width // heads),
        ("tokenizer.ggml.model", STRING, vocabulary),
        ("tokenizer.ggml.tokens", ARRAY, (STRING, tokens)),
        ("tokenizer.ggml.token_type", ARRAY, (INT32, types)),
        ("tokenizer.ggml.eos_token_id", UINT32, end),
    ]
    if vocabulary == "llama":
        pairs.append(("tokenizer.ggml.scores", ARRAY, (FLOAT32, [-float(i) for i in range(len(tokens))])))
        pairs.append(("tokenizer.ggml.bos_token_id", UINT32, 1))
    else:
        pairs.append(("tokenizer.ggml.pre", STRING, "gpt-2"))
        pairs.append(("tokenizer.ggml.merges", ARRAY, (STRING, merges)))
    if chat:
        pairs.append(("tokenizer.chat_template", STRING,
                      "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}"))
    kv = width // heads * kv_heads
    tensors = [("token_embd.weight", (width, len(tokens)), kind), ("output_norm.weight", (width,), F32)]
    for i in range(layers):
        b = f"blk.{i}."
        tensors += [(b + "attn_norm.weight", (width,), F32), (b + "attn_q.weight", (width, width), kind),
                    (b + "attn_k.weight", (width, kv), kind), (b + "attn_v.weight", (width, kv), kind),
                    (b + "attn_output.weight", (width, width), kind),
                    (b + "ffn_norm.weight", (width,), F32),
                    (b + "ffn_gate.weight", (width, hidden), kind),
                    (b + "ffn_up.weight", (width, hidden), kind),
                    (b + "ffn_down.weight", (hidden, width), kind)]
        if arch == "qwen2":
            tensors += [(b + "attn_q.bias", (width,), F32), (b + "attn_k.bias", (kv,), F32),
                        (b + "attn_v.bias", (kv,), F32)]
    return pairs, tensors, seed


def with_pair(parts, name, kind, value):
    pairs, tensors, seed = parts
    return [(name, kind, value) if pair[0] == name else pair for pair in pairs], tensors, seed


def with_tensor(parts, name, kind):
    pairs, tensors, seed = parts
    return pairs, [(n, s, kind if n == name else k) for n, s, k in tensors], seed


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    files = {"llama_q8": llama(Q8_0), "llama_f16": llama(F16, chat=False, kv_heads=4),
             "llama_spm": llama(Q8_0, vocabulary="llama", layers=2),
             "qwen2": llama(Q8_0, arch="qwen2", kv_heads=1)}
    # What llama.cpp does not survive by itself.
    count = len(byte_vocabulary()[0])
    spm, bpe = files["llama_spm"], files["llama_q8"]
    files |= {"no_layers": with_pair(bpe, "llama.block_count", UINT32, 0),
              "many_layers": with_pair(bpe, "llama.block_count", UINT32, 65536),
              "epsilon": with_pair(bpe, "llama.attention.layer_norm_rms_epsilon", FLOAT32, -1),
              "nan": with_pair(bpe, "llama.attention.layer_norm_rms_epsilon", FLOAT32, float("nan")),
              "same_tokens": with_pair(bpe, "tokenizer.ggml.tokens", ARRAY, (STRING, ["a"] * count)),
              "no_bytes": with_pair(spm, "tokenizer.ggml.tokens", ARRAY, (STRING, [""] * 262)),
              "other_vocabulary": with_pair(spm, "tokenizer.ggml.model", STRING, "bert"),
              "half_norm": with_tensor(bpe, "output_norm.weight", F16)}
    for name, parts in files.items():
        data = gguf(*parts)
        (folder / f"{name}.gguf").write_bytes(data)
        print(name, len(data))


main()
