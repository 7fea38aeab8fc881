// OpenAI's own Node client, unchanged: node server_node.mjs URL FOLDER-OF-PACKAGES
import assert from "node:assert/strict";
import { createRequire } from "node:module";

const [url, folder] = process.argv.slice(2);
const OpenAI = createRequire(folder + "/")("openai").default;
const client = new OpenAI({ baseURL: url + "/v1", apiKey: "none", maxRetries: 0 });
const chats = client.chat.completions;
const ask = {
  model: "smollm2", messages: [{ role: "user", content: "Name three colours." }],
  temperature: 0, max_tokens: 12,
};
const object = (properties) => (
  { type: "object", properties, required: Object.keys(properties), additionalProperties: false });

// A chat, whole and streamed. The first makes both of the others find their prompt kept.
await chats.create(ask);
const whole = await chats.create(ask);
let text = "", usage = null;
for await (const event of await chats.create(
  { ...ask, stream: true, stream_options: { include_usage: true } })) {
  text += event.choices[0]?.delta?.content ?? "";
  usage = event.usage ?? usage;
}
assert.equal(text, whole.choices[0].message.content);
assert.equal(usage.total_tokens, whole.usage.total_tokens);
const streamed = await chats.stream({ ...ask, logprobs: true, top_logprobs: 2 }).finalChatCompletion();
assert.ok(streamed.choices[0].logprobs.content.every((t) => t.logprob <= 0));

// A schema, a tool.
const parsed = await chats.parse({
  ...ask, max_tokens: 60, response_format: { type: "json_schema", json_schema: {
    name: "colour", strict: true, schema: object({ colour: { enum: ["red", "blue"] } }) } },
});
assert.ok(["red", "blue"].includes(parsed.choices[0].message.parsed.colour));
const called = await chats.create({
  ...ask, max_tokens: 80, tool_choice: "required", tools: [{ type: "function", function: {
    name: "weather", parameters: object({ city: { type: "string", maxLength: 10 } }) } }],
});
assert.equal(called.choices[0].finish_reason, "tool_calls");
assert.deepEqual(
  Object.keys(JSON.parse(called.choices[0].message.tool_calls[0].function.arguments)), ["city"]);

// Embeddings, models, responses.
const embedded = await client.embeddings.create({ model: "minilm", input: ["a", "b"] });
assert.deepEqual(embedded.data.map((d) => d.embedding.length), [384, 384]);
assert.deepEqual((await client.models.list()).data.map((m) => m.id), ["minilm", "smollm2"]);
assert.equal((await client.models.retrieve("minilm")).id, "minilm");
const response = { model: "smollm2", input: "Hi", max_output_tokens: 8, temperature: 0 };
assert.ok((await client.responses.create(response)).output_text);
const types = [];
for await (const event of await client.responses.create({ ...response, stream: true }))
  types.push(event.type);
assert.equal(types[0], "response.created");
assert.match(types.at(-1), /^response\.(completed|incomplete)$/);

// Errors are of their types.
for (const [wrong, type, code] of [
  [{ temperature: -1 }, OpenAI.BadRequestError, "invalid_parameter"],
  [{ messages: [] }, OpenAI.BadRequestError, "invalid_parameter"],
  [{ model: "nosuch" }, OpenAI.NotFoundError, "model_not_found"],
]) {
  await assert.rejects(chats.create({ ...ask, ...wrong }), (error) => {
    assert.ok(error instanceof type, String(error));
    assert.equal(error.code, code);
    assert.match(error.requestID, /^req_/);
    return true;
  });
}
console.log("ok");
