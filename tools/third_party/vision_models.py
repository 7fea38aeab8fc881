#!/usr/bin/env python3
"""Makes small models that see, for tests and benchmarks: KIND SMOLLM2_FILE FOLDER.

No vision model's weights come with a package registry. These have the tensors and the metadata of
real ones, and random weights from a fixed seed; where the shape allows, the text side is SmolLM2's
real weights. What they say of a picture means nothing, but it depends on the picture, and every part
of the way is that of a real model.

llava    CLIP with an MLP projector, as LLaVA's; SmolLM2
smolvlm  SigLIP with pixel shuffle, tiles of the picture and an overview, as SmolVLM's; SmolLM2
qwen     Qwen2.5-VL's: dynamic size, windowed attention, M-RoPE; random text weights
gemma    Gemma 3's: tokens of a picture look at each other, sliding window; random text weights
internvl InternVL's: tiles and an overview, which are encoded as one batch; SmolLM2
lfm2     LFM2-VL's: dynamic size; layers of short convolutions between those of attention, whose state
         cannot be cut; random text weights
llava-clip-b   CLIP-B/16 at 224, 196 tokens a picture; SmolLM2. For benchmarks
smolvlm-256m   SmolVLM-256M's real size: SigLIP-B/16 at 512, 64 tokens a tile; SmolLM2
"""
import pathlib
import sys

import gguf
import numpy as np

CHATML = ("{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + "
          "'<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}"
          "{% endif %}")
IMAGENET_MEAN, IMAGENET_STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
CLIP_MEAN, CLIP_STD = [0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711]
HALF = [0.5, 0.5, 0.5]
CONVOLUTION = 3  # Tokens that one of LFM2's convolutions sees.


class Weights:
    """Random tensors. Matrices keep the size of what goes through them."""

    def __init__(self, writer: gguf.GGUFWriter, seed: int):
        self.writer, self.random = writer, np.random.default_rng(seed)

    def matrix(self, name: str, *shape: int, scale: float = 1.0) -> None:
        fan_in = int(np.prod(shape[1:]))
        values = self.random.standard_normal(shape, dtype=np.float32) * (scale / np.sqrt(fan_in))
        self.writer.add_tensor(name, values.astype(np.float16))

    def vector(self, name: str, size: int, mean: float = 0.0, spread: float = 0.02) -> None:
        values = mean + spread * self.random.standard_normal(size, dtype=np.float32)
        self.writer.add_tensor(name, values.astype(np.float32))

    def table(self, name: str, rows: int, size: int, spread: float) -> None:
        values = spread * self.random.standard_normal((rows, size), dtype=np.float32)
        self.writer.add_tensor(name, values.astype(np.float32))

    def linear(self, name: str, out: int, size: int, bias: bool = True) -> None:
        self.matrix(f"{name}.weight", out, size)
        if bias:
            self.vector(f"{name}.bias", out)

    def norm(self, name: str, size: int, bias: bool = True) -> None:
        self.vector(f"{name}.weight", size, 1.0)
        if bias:
            self.vector(f"{name}.bias", size)


# Projectors.

def begin_projector(path: pathlib.Path, kind: str, name: str, p: dict, mean, std) -> gguf.GGUFWriter:
    w = gguf.GGUFWriter(path, "clip")
    w.add_type("mmproj")
    w.add_name(name)
    w.add_license("apache-2.0")
    w.add_file_type(1)
    w.add_bool("clip.has_vision_encoder", True)
    w.add_string("clip.projector_type", kind)
    for key in ("image_size", "patch_size", "embedding_length", "feed_forward_length", "projection_dim",
                "block_count"):
        w.add_uint32(f"clip.vision.{key}", p[key])
    w.add_uint32("clip.vision.attention.head_count", p["heads"])
    w.add_float32("clip.vision.attention.layer_norm_epsilon", 1e-6)
    w.add_array("clip.vision.image_mean", [float(v) for v in mean])
    w.add_array("clip.vision.image_std", [float(v) for v in std])
    return w


def add_blocks(t: Weights, p: dict, gated: bool = False, norm_bias: bool = True) -> None:
    n, ff = p["embedding_length"], p["feed_forward_length"]
    for i in range(p["block_count"]):
        for part in ("attn_q", "attn_k", "attn_v", "attn_out"):
            t.linear(f"v.blk.{i}.{part}", n, n)
        t.norm(f"v.blk.{i}.ln1", n, norm_bias)
        t.norm(f"v.blk.{i}.ln2", n, norm_bias)
        t.linear(f"v.blk.{i}.ffn_up", ff, n)
        if gated:
            t.linear(f"v.blk.{i}.ffn_gate", ff, n)
        t.linear(f"v.blk.{i}.ffn_down", n, ff)


def add_patches(t: Weights, p: dict, name: str = "v.patch_embd.weight") -> None:
    t.matrix(name, p["embedding_length"], 3, p["patch_size"], p["patch_size"])


def add_siglip(t: Weights, p: dict) -> None:
    n = p["embedding_length"]
    add_patches(t, p)
    t.vector("v.patch_embd.bias", n)
    t.table("v.position_embd.weight", patch_count(p), n, 0.3)
    add_blocks(t, p)
    t.norm("v.post_ln", n)


def patch_count(p: dict) -> int:
    return (p["image_size"] // p["patch_size"]) ** 2


def end(w: gguf.GGUFWriter) -> None:
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()


def write_llava(path: pathlib.Path, p: dict) -> None:
    w = begin_projector(path, "mlp", "LLaVA-shaped", p, CLIP_MEAN, CLIP_STD)
    w.add_bool("clip.use_gelu", False)
    t, n, text = Weights(w, 1), p["embedding_length"], p["projection_dim"]
    t.vector("v.class_embd", n)
    add_patches(t, p)
    t.table("v.position_embd.weight", patch_count(p) + 1, n, 0.3)
    t.norm("v.pre_ln", n)
    add_blocks(t, p)
    t.linear("mm.0", text, n)
    t.linear("mm.2", text, text)
    end(w)


def write_smolvlm(path: pathlib.Path, p: dict) -> None:
    w = begin_projector(path, "idefics3", "SmolVLM-shaped", p, HALF, HALF)
    w.add_bool("clip.use_gelu", True)
    w.add_uint32("clip.vision.projector.scale_factor", p["scale_factor"])
    w.add_uint32("clip.vision.preproc_image_size", p["longest_edge"])
    t, n = Weights(w, 2), p["embedding_length"]
    add_siglip(t, p)
    t.matrix("mm.model.fc.weight", p["projection_dim"], n * p["scale_factor"] ** 2, scale=0.3)
    end(w)


def write_qwen(path: pathlib.Path, p: dict) -> None:
    w = begin_projector(path, "qwen2.5vl_merger", "Qwen2.5-VL-shaped", p, CLIP_MEAN, CLIP_STD)
    w.add_bool("clip.use_silu", True)
    w.add_uint32("clip.vision.n_wa_pattern", 2)
    t, n, text = Weights(w, 3), p["embedding_length"], p["projection_dim"]
    add_patches(t, p)
    add_patches(t, p, "v.patch_embd.weight.1")
    add_blocks(t, p, gated=True, norm_bias=False)
    t.norm("v.post_ln", n, bias=False)
    t.linear("mm.0", 4 * n, 4 * n)
    t.linear("mm.2", text, 4 * n)
    end(w)


def write_gemma(path: pathlib.Path, p: dict) -> None:
    w = begin_projector(path, "gemma3", "Gemma-3-shaped", p, HALF, HALF)
    w.add_bool("clip.use_gelu", True)
    w.add_uint32("clip.vision.projector.scale_factor", p["scale_factor"])
    t, n = Weights(w, 4), p["embedding_length"]
    add_siglip(t, p)
    t.matrix("mm.input_projection.weight", n, p["projection_dim"])
    t.vector("mm.soft_emb_norm.weight", n, 1.0)
    end(w)


def write_internvl(path: pathlib.Path, p: dict) -> None:
    w = begin_projector(path, "internvl", "InternVL-shaped", p, IMAGENET_MEAN, IMAGENET_STD)
    w.add_bool("clip.use_gelu", True)
    w.add_uint32("clip.vision.projector.scale_factor", p["scale_factor"])
    w.add_uint32("clip.vision.preproc_min_tiles", 1)
    w.add_uint32("clip.vision.preproc_max_tiles", p["tiles"])
    t, n, text = Weights(w, 7), p["embedding_length"], p["projection_dim"]
    t.vector("v.class_embd", n)
    add_patches(t, p)
    t.vector("v.patch_embd.bias", n)
    t.table("v.position_embd.weight", patch_count(p) + 1, n, 0.3)
    add_blocks(t, p)
    for i in range(p["block_count"]):
        t.vector(f"v.blk.{i}.ls1.weight", n, 1.0)
        t.vector(f"v.blk.{i}.ls2.weight", n, 1.0)
    merged = n * p["scale_factor"] ** 2
    t.norm("mm.model.mlp.0", merged)
    t.linear("mm.model.mlp.1", text, merged)
    t.linear("mm.model.mlp.3", text, text)
    end(w)


def write_lfm2(path: pathlib.Path, p: dict) -> None:
    w = begin_projector(path, "lfm2", "LFM2-VL-shaped", p, HALF, HALF)
    w.add_bool("clip.use_gelu", True)
    w.add_uint32("clip.vision.projector.scale_factor", p["scale_factor"])
    t, n, text = Weights(w, 8), p["embedding_length"], p["projection_dim"]
    add_siglip(t, p)
    t.linear("mm.1", 4 * text, n * p["scale_factor"] ** 2)
    t.linear("mm.2", text, 4 * text)
    end(w)


# Texts.

def new_rows(table: np.ndarray, count: int, block: int) -> np.ndarray:
    """Rows of a quantised table like those that are there: theirs, with the blocks moved on."""
    rows = table[1000 : 1000 + count].reshape(count, -1, block)
    return np.concatenate([table, np.roll(rows, 3, axis=1).reshape(count, -1)])


def copy_smollm2(source: pathlib.Path, path: pathlib.Path, tokens: list[str]) -> None:
    """SmolLM2 with more special tokens at the end of its vocabulary."""
    reader = gguf.GGUFReader(source)
    w = gguf.GGUFWriter(path, "llama")
    for key, field in reader.fields.items():
        if key.startswith("GGUF.") or key == "general.architecture":
            continue
        value = field.contents()
        if key == "tokenizer.ggml.tokens":
            value = value + tokens
        elif key == "tokenizer.ggml.token_type":
            value = value + [int(gguf.TokenType.CONTROL)] * len(tokens)
        elif key.endswith(".vocab_size"):
            value += len(tokens)
        elif key == "general.name":
            value += " that sees"
        w.add_key_value(key, value, field.types[0], field.types[-1] if len(field.types) > 1 else None)
    for tensor in reader.tensors:
        data = tensor.data
        if tensor.name == "token_embd.weight":
            data = new_rows(data, len(tokens), gguf.GGML_QUANT_SIZES[tensor.tensor_type][1])
        w.add_tensor(tensor.name, data, raw_dtype=tensor.tensor_type)
    end(w)


def add_vocabulary(w: gguf.GGUFWriter, source: pathlib.Path, tokens: list[str]) -> int:
    fields = gguf.GGUFReader(source).fields
    words = fields["tokenizer.ggml.tokens"].contents() + tokens
    kinds = fields["tokenizer.ggml.token_type"].contents() + [int(gguf.TokenType.CONTROL)] * len(tokens)
    w.add_tokenizer_model("gpt2")
    w.add_tokenizer_pre("smollm")
    w.add_token_list(words)
    w.add_token_types(kinds)
    w.add_token_merges(fields["tokenizer.ggml.merges"].contents())
    w.add_bos_token_id(1)
    w.add_eos_token_id(2)
    w.add_add_bos_token(False)
    w.add_chat_template(CHATML)
    return len(words)


def begin_text(path: pathlib.Path, architecture: str, name: str, layers: int,
               kv_heads: int | list[int] = 2) -> gguf.GGUFWriter:
    w = gguf.GGUFWriter(path, architecture)
    w.add_name(name)
    w.add_license("apache-2.0")
    w.add_file_type(1)
    w.add_context_length(4096)
    w.add_embedding_length(64)
    w.add_block_count(layers)
    w.add_feed_forward_length(128)
    w.add_head_count(4)
    w.add_head_count_kv(kv_heads)
    w.add_layer_norm_rms_eps(1e-6)
    w.add_rope_freq_base(10000.0)
    return w


def add_attention(t: Weights, i: int, bias: bool, norms: bool) -> None:
    for part, out in (("q", 64), ("k", 32), ("v", 32)):
        t.linear(f"blk.{i}.attn_{part}", out, 64, bias)
    t.linear(f"blk.{i}.attn_output", 64, 64, False)
    if norms:
        t.norm(f"blk.{i}.attn_q_norm", 16, False)
        t.norm(f"blk.{i}.attn_k_norm", 16, False)


def add_convolution(t: Weights, i: int) -> None:
    t.table(f"blk.{i}.shortconv.conv.weight", 64, CONVOLUTION, 0.5)
    t.linear(f"blk.{i}.shortconv.in_proj", 3 * 64, 64, False)
    t.linear(f"blk.{i}.shortconv.out_proj", 64, 64, False)


def add_layers(t: Weights, layers: int, attention_bias: bool = False, norms: bool = False,
               gemma: bool = False, convolutions: tuple = ()) -> None:
    for i in range(layers):
        if i in convolutions:
            add_convolution(t, i)
        else:
            add_attention(t, i, attention_bias, norms)
        t.norm(f"blk.{i}.attn_norm", 64, False)
        t.norm(f"blk.{i}.ffn_norm", 64, False)
        t.linear(f"blk.{i}.ffn_gate", 128, 64, False)
        t.linear(f"blk.{i}.ffn_up", 128, 64, False)
        t.linear(f"blk.{i}.ffn_down", 64, 128, False)
        if gemma:
            t.norm(f"blk.{i}.post_attention_norm", 64, False)
            t.norm(f"blk.{i}.post_ffw_norm", 64, False)


def write_qwen_text(source: pathlib.Path, path: pathlib.Path) -> None:
    w = begin_text(path, "qwen2vl", "Qwen2.5-VL-shaped", 3)
    w.add_rope_dimension_sections([2, 3, 3, 0])
    size = add_vocabulary(w, source, ["<|vision_start|>", "<|vision_end|>", "<|image_pad|>"])
    t = Weights(w, 5)
    t.matrix("token_embd.weight", size, 64, scale=8.0)
    t.matrix("output.weight", size, 64, scale=4.0)
    add_layers(t, 3, attention_bias=True)
    t.norm("output_norm", 64, False)
    end(w)


def write_gemma_text(source: pathlib.Path, path: pathlib.Path) -> None:
    w = begin_text(path, "gemma3", "Gemma-3-shaped", 4)
    w.add_key_length(16)
    w.add_value_length(16)
    w.add_sliding_window(64)
    w.add_uint32("gemma3.attention.sliding_window_pattern", 2)
    size = add_vocabulary(w, source, ["<start_of_image>", "<end_of_image>"])
    t = Weights(w, 6)
    t.matrix("token_embd.weight", size, 64, scale=1.0)
    t.matrix("output.weight", size, 64, scale=4.0)
    add_layers(t, 4, norms=True, gemma=True)
    t.norm("output_norm", 64, False)
    end(w)


def write_lfm2_text(source: pathlib.Path, path: pathlib.Path) -> None:
    w = begin_text(path, "lfm2", "LFM2-VL-shaped", 4, kv_heads=[0, 2, 0, 2])
    w.add_uint32("lfm2.shortconv.l_cache", CONVOLUTION)
    size = add_vocabulary(w, source, ["<|image_start|>", "<|image_end|>", "<|img_thumbnail|>",
                                      *grid_tokens("<|img_row_{}_col_{}|>", 10)])
    w.add_vocab_size(size)
    t = Weights(w, 9)
    t.matrix("token_embd.weight", size, 64, scale=8.0)
    t.matrix("output.weight", size, 64, scale=4.0)
    add_layers(t, 4, norms=True, convolutions=(0, 2))
    t.norm("token_embd_norm", 64, False)  # Of the output, under the name it has in these files.
    end(w)


def grid_tokens(form: str, side: int) -> list[str]:
    return [form.format(r, c) for r in range(1, side + 1) for c in range(1, side + 1)]


def smolvlm_tokens() -> list[str]:
    return ["<fake_token_around_image>", "<global-img>", "<image>", *grid_tokens("<row_{}_col_{}>", 6)]


# Sizes.

TINY = {"embedding_length": 64, "feed_forward_length": 128, "block_count": 3, "heads": 4}
BASE = {"embedding_length": 768, "feed_forward_length": 3072, "block_count": 12, "heads": 12,
        "patch_size": 16, "projection_dim": 576}
KINDS = {
    "llava": (write_llava, {**TINY, "image_size": 112, "patch_size": 16, "projection_dim": 576}),
    "smolvlm": (write_smolvlm, {**TINY, "image_size": 64, "patch_size": 8, "projection_dim": 576,
                                "scale_factor": 2, "longest_edge": 128}),
    "qwen": (write_qwen, {**TINY, "image_size": 112, "patch_size": 14, "projection_dim": 64}),
    "gemma": (write_gemma, {**TINY, "image_size": 128, "patch_size": 8, "projection_dim": 64,
                            "scale_factor": 2}),
    "internvl": (write_internvl, {**TINY, "image_size": 112, "patch_size": 14, "projection_dim": 576,
                                  "scale_factor": 2, "tiles": 4}),
    "lfm2": (write_lfm2, {**TINY, "image_size": 256, "patch_size": 16, "projection_dim": 64,
                          "scale_factor": 2}),
    "llava-clip-b": (write_llava, {**BASE, "image_size": 224}),
    "smolvlm-256m": (write_smolvlm, {**BASE, "image_size": 512, "scale_factor": 4,
                                     "longest_edge": 2048}),
}
TEXTS = {"qwen": write_qwen_text, "gemma": write_gemma_text, "lfm2": write_lfm2_text}
NEW_TOKENS = {"smolvlm": smolvlm_tokens(), "smolvlm-256m": smolvlm_tokens(), "internvl": ["<img>", "</img>"]}


def main() -> None:
    kind, source, folder = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    write, size = KINDS[kind]
    write(folder / f"mmproj-{kind}.gguf", size)
    model = folder / f"{kind}.gguf"
    if kind in TEXTS:
        TEXTS[kind](source, model)
    elif kind in NEW_TOKENS:
        copy_smollm2(source, model, NEW_TOKENS[kind])
    else:
        model.write_bytes(source.read_bytes())


if __name__ == "__main__":
    main()
