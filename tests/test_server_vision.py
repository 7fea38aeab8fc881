"""Pictures over HTTP: six shapes of models that see, broken and forbidden pictures, the cache of
encoded pictures, clients that leave, and the same on the command line."""
import base64
import concurrent.futures
import io
import json
import pathlib
import random
import tempfile

import jsonschema
import openai
from PIL import Image, ImageDraw

from minerva_program import minerva, model
from minerva_server import Server, post, run_tests, wait_until

KINDS = ("llava", "smolvlm", "qwen", "gemma", "internvl", "lfm2")
SCENE = {"type": "object", "additionalProperties": False,
         "properties": {n: {"type": "string", "maxLength": 24} for n in ("visual_content", "mood", "action", "setting")},
         "required": ["visual_content", "mood", "action", "setting"]}


def picture(seed, size=(160, 90), form="PNG"):
    r = random.Random(seed)
    image = Image.new("RGB", size, tuple(r.randrange(256) for _ in range(3)))
    draw = ImageDraw.Draw(image)
    for _ in range(12):
        x, y = r.randrange(size[0]), r.randrange(size[1])
        draw.ellipse([x, y, x + r.randrange(5, 60), y + r.randrange(5, 60)],
                     fill=tuple(r.randrange(256) for _ in range(3)))
    data = io.BytesIO()
    image.save(data, form, quality=90)
    return data.getvalue()


def url(data, kind="png"):
    return f"data:image/{kind};base64," + base64.b64encode(data).decode()


def asking(*urls, text="Describe this picture.", **fields):
    parts = [{"type": "text", "text": text}] + [{"type": "image_url", "image_url": {"url": u}} for u in urls]
    return {"messages": [{"role": "user", "content": parts}], "temperature": 0, "max_tokens": 8,
            "cache_prompt": False, **fields}


def ask(server, body, path="/v1/chat/completions"):
    return server.ask("POST", path, body, timeout=300)


def reply(server, body):
    status, _, answer = ask(server, body)
    assert status == 200, answer
    return answer["choices"][0]["message"]["content"]


def refused(server, body, *words, path="/v1/chat/completions"):
    status, _, answer = ask(server, body, path)
    assert status == 400, (status, answer)
    for word in words:
        assert word in answer["error"]["message"], (word, answer)
    return answer["error"]


def seeing(kind, *words):
    return Server("--ctx", 2048, "--parallel", 3, "--cells", 8192, *words, models=(f"vision-{kind}",))


def test_every_shape_of_model_sees():
    for kind in KINDS:
        with seeing(kind) as server:
            listed = server.ask("GET", f"/v1/models/{kind}")[2]
            assert listed["vision"] and listed["memory"]["projector_bytes"] > 100_000, listed
            bodies = [asking(url(picture(seed)), max_tokens=300, json_schema=SCENE) for seed in range(3)]
            with concurrent.futures.ThreadPoolExecutor(3) as pool:
                texts = list(pool.map(lambda b: reply(server, b), bodies))
            for text in texts:
                jsonschema.validate(json.loads(text), SCENE)
            assert len(set(texts)) > 1, texts  # It depends on the picture.
            timings = ask(server, asking(url(picture(9)), url(picture(8))))[2]["timings"]
            assert timings["image_n"] == 2 and timings["image_cached_n"] == 0, timings
            for name in ("image_tokens", "image_decode_ms", "image_encode_ms", "prefill_ms"):
                assert timings[name] > 0, timings


def test_jpeg_png_and_webp_show_the_same():
    with seeing("gemma") as server:
        answers = {form: reply(server, asking(url(picture(1, form=form)))) for form in ("PNG", "JPEG", "WEBP")}
        assert all(answers.values()), answers
        image = Image.open(io.BytesIO(picture(1)))
        lossless = io.BytesIO()
        image.save(lossless, "WEBP", lossless=True)
        assert reply(server, asking(url(lossless.getvalue()))) == answers["PNG"]


def test_pictures_are_encoded_once():
    with seeing("qwen") as server:
        for text in ("One?", "Two?", "Three?"):
            for seed in range(3):
                reply(server, asking(url(picture(seed)), text=text))
        assert server.gauge("minerva_images_encoded_total") == 3
        assert server.gauge("minerva_images_cached_total") == 6
        assert 0 < server.gauge("minerva_image_cache_bytes") < 1 << 20
        # Frames leave nothing behind but the text before them.
        wait_until(lambda: server.gauge("minerva_requests_running") == 0, "all have ended")
        assert server.gauge("minerva_cells_kept") < 60
    with seeing("qwen", "--image-cache", 1) as server:
        for _ in range(2):
            reply(server, asking(url(picture(0))))
        assert server.gauge("minerva_images_encoded_total") == 2


def test_what_is_no_picture_is_refused():
    whole = picture(1)
    with seeing("qwen") as server:
        field = "messages[0].content[1].image_url"
        for bad in (b"", b"hello", whole[: len(whole) // 2], whole[:40], b"GIF89a" + whole, picture(1, form="JPEG")[:300]):
            assert refused(server, asking(url(bad)))["param"] == field
        refused(server, asking("data:image/png;base64,@@@@"), "not base64")
        refused(server, asking("data:image/png,abc"), "data:image/jpeg;base64")
        refused(server, asking("http://127.0.0.1:1/x.png"), "fetches nothing")
        refused(server, asking("https://example.org/x.png"), "fetches nothing")
        huge = bytearray(whole)
        huge[16:24] = b"\0\1\0\0\0\1\0\0"
        refused(server, asking(url(bytes(huge))), "65536 by 65536", "50000000")
        error = refused(server, asking(url(picture(1, (1800, 1200))), max_tokens=100))
        assert error["code"] == "context_length_exceeded" or error["code"] == "context_limit_exceeded", error
        assert error["needed"] > 2048 == error["available"], error
        assert reply(server, asking(url(whole)))


def test_a_blind_model_says_so():
    with Server(models=("smollm2",)) as server:
        refused(server, asking(url(picture(1))), "smollm2", "does not see", "mmproj")
        assert not server.ask("GET", "/v1/models/smollm2")[2]["vision"]
    # Told by hand, and a projector of another model.
    with Server("--mmproj", model("vision-llava").parent / "mmproj-llava.gguf", models=("smollm2",)) as server:
        assert reply(server, asking(url(picture(1))))
    with Server("--mmproj", model("vision-qwen").parent / "mmproj-qwen.gguf", models=("smollm2",)) as server:
        assert ask(server, asking(url(picture(1))))[0] == 500


def test_files_are_read_in_one_folder_only():
    with tempfile.TemporaryDirectory(prefix="minerva-media-") as name:
        folder = pathlib.Path(name) / "media"
        (folder / "below").mkdir(parents=True)
        (folder / "below" / "a b.png").write_bytes(picture(1))
        (folder / "text.png").write_text("secret")
        outside = pathlib.Path(name) / "outside.png"
        outside.write_bytes(picture(2))
        (folder / "link.png").symlink_to(outside)
        with seeing("gemma", "--media-folder", folder) as server:
            expected = reply(server, asking(url(picture(1))))
            for good in (f"file://{folder}/below/a%20b.png", "below/a b.png", str(folder / "below/../below/a b.png")):
                assert reply(server, asking(good)) == expected, good
            for bad in (f"file://{outside}", "../outside.png", "link.png", str(outside), "below", "nothing.png",
                        "file:///etc/passwd", f"file://{folder}/%2e%2e/outside.png", "file://%00", ""):
                assert "secret" not in refused(server, asking(bad))["message"]
            refused(server, asking("text.png"), "not a picture")
        with seeing("gemma") as server:
            refused(server, asking(f"file://{folder}/below/a%20b.png"), "--media-folder")


def test_clients_that_leave_leave_nothing():
    with seeing("smolvlm") as server:
        for seed in range(4):
            s = server.connect()
            s.sendall(post("/v1/chat/completions", asking(url(picture(seed, (640, 360))), max_tokens=400)))
            if seed % 2:
                wait_until(lambda: server.gauge("minerva_requests_running") > 0, "it runs")
            s.close()
        wait_until(lambda: server.gauge("minerva_requests_running") == 0
                   and server.gauge("minerva_requests_waiting") == 0, "all have ended")
        assert server.gauge("minerva_cells_running") == 0
        assert reply(server, asking(url(picture(1))))


def test_official_client_and_responses():
    with seeing("gemma") as server:
        client = openai.OpenAI(base_url=server.url + "/v1", api_key="none")
        body = asking(url(picture(3)))
        chat = client.chat.completions.create(model="gemma", messages=body["messages"], temperature=0, max_tokens=8)
        response = client.responses.create(model="gemma", temperature=0, max_output_tokens=8, input=[{
            "role": "user", "content": [{"type": "input_text", "text": "Describe this picture."},
                                        {"type": "input_image", "image_url": url(picture(3)), "detail": "auto"}]}])
        assert response.output_text == chat.choices[0].message.content
        streamed = client.chat.completions.create(model="gemma", messages=body["messages"], temperature=0,
                                                  max_tokens=8, stream=True)
        text = "".join(c.choices[0].delta.content or "" for c in streamed if c.choices)
        assert text == chat.choices[0].message.content
        refused(server, {"input": [{"role": "user", "content": [{"type": "input_image", "image_url": "data:,x"}]}]},
                path="/v1/responses")


def test_text_that_looks_special_stays_text():
    with seeing("gemma") as server:
        plain = ask(server, asking(url(picture(1)), text="Say it."))[2]["usage"]["prompt_tokens"]
        special = ask(server, asking(url(picture(1)), text="Say it.<|im_end|>"))[2]["usage"]["prompt_tokens"]
        assert special > plain + 1, (plain, special)


def test_command_line():
    gemma = model("vision-gemma")
    with tempfile.TemporaryDirectory(prefix="minerva-images-") as name:
        folder = pathlib.Path(name)
        for seed in range(3):
            (folder / f"{seed}.png").write_bytes(picture(seed))
        files = [folder / f"{seed}.png" for seed in range(3)]
        one = minerva("describe", files[0], "--model", gemma, "--max-tokens", 6, "--threads", 1)
        assert one.returncode == 0 and one.stdout.strip(), one
        many = minerva("describe", *files, "--model", gemma, "--max-tokens", 120, "--threads", 1, "--json",
                       "--schema", json.dumps(SCENE))
        assert many.returncode == 0, many
        found = json.loads(many.stdout)
        assert [f["image"] for f in found] == [str(f) for f in files]
        for entry in found:
            jsonschema.validate(entry["description"], SCENE)
            assert entry["timings"]["image_encode_ms"] > 0
        run = minerva("run", gemma, "Describe this picture.", "--image", files[0], "--temperature", 0,
                      "--max-tokens", 6, "--threads", 1)
        assert run.returncode == 0 and run.stdout == one.stdout, (run, one)
        (folder / "bad.png").write_bytes(b"no")
        bad = minerva("describe", folder / "bad.png", "--model", gemma)
        assert bad.returncode == 2 and "bad.png" in bad.stderr, bad
        blind = minerva("describe", files[0], "--model", model("smollm2"))
        assert blind.returncode != 0 and "--mmproj" in blind.stderr, blind
    listed = minerva("models", "--json", "--models", gemma.parent)
    entry = next(m for m in json.loads(listed.stdout) if m["name"] == "gemma")
    assert entry["projector"].endswith("mmproj-gemma.gguf"), entry
    assert not any("mmproj" in m["name"] for m in json.loads(listed.stdout))


run_tests(globals())
