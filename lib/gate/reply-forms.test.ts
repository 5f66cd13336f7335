import { expect, it } from "vitest";
import { SseReader } from "./mcp/sse";
import { createReplyForms, formOfStream, type StreamForm, writeInForm } from "./reply-forms";

const framesOf = (text: string) => new SseReader(10_000).push(Buffer.from(text));
const rewritten = (text: string) =>
  writeInForm(formOfStream(framesOf(text)) as StreamForm, '{"id":1}');

it("an answer is written as the server wrote its own, with other ids of the same shape", () => {
  const text = [
    "id: 0f5e8a9c-1b2d-4e3f-8a7b-9c0d1e2f3a4b_7\nretry: 300\ndata: \n\n",
    'event: message\nid: 0f5e8a9c-1b2d-4e3f-8a7b-9c0d1e2f3a4b_8\ndata: {"secret":1}\n\n',
  ].join("");
  const written = rewritten(text);
  expect(written).toMatch(
    /^id: [0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}_\d\nretry: 300\ndata: \n\nevent: message\nid: [0-9a-f-]{36}_\d\ndata: {"id":1}\n\n$/,
  );
  expect(written).not.toContain("0f5e8a9c-1b2d-4e3f-8a7b-9c0d1e2f3a4b");
  expect(written).not.toContain("secret");
});

it("words in an id stay", () => {
  expect(rewritten("id: stream-a/12\ndata: {}\n\n")).toMatch(/^id: stream-a\/\d\d\ndata: /);
});

it.each([
  ["nothing", ""],
  ["two messages", "data: {}\n\ndata: {}\n\n"],
  ["more frames than a plain answer has", "id: 1\n\nid: 2\n\nid: 3\n\ndata: {}\n\n"],
])("a stream of %s has no form to take over", (_what, text) => {
  expect(formOfStream(framesOf(text))).toBeNull();
});

it("the form of a tool call stands against that of another request", () => {
  const forms = createReplyForms();
  expect(forms.of("s")).toBe("json");
  forms.note("s", "chunks", false);
  expect(forms.of("s")).toBe("chunks");
  forms.note("s", "json", true);
  forms.note("s", "chunks", false);
  expect(forms.of("s")).toBe("json");
  expect(forms.of("another")).toBe("json");
});
