import { randomInt } from "node:crypto";
import type { SseFrame } from "./mcp/sse";

/**
 * The form an upstream gives its answers: JSON of a known length or in chunks, or the lines of an
 * event stream, less its data.
 */
export type ReplyForm = "json" | "chunks" | StreamForm;
export type StreamForm = { readonly frames: readonly (readonly string[])[] };

/** How upstream servers answer, so that the gate can answer for one as it would. */
export type ReplyForms = {
  /** Keeps the form of an answer: of a tool call, or of another request as long as there is none. */
  note(serverId: string, form: ReplyForm, isToolCall: boolean): void;
  of(serverId: string): ReplyForm;
};

const MAX_SERVERS = 10_000;

/** Keeps the last form of each server, in memory: it is no more than a manner of speaking. */
export function createReplyForms(): ReplyForms {
  const forms = new Map<string, { readonly form: ReplyForm; readonly isToolCall: boolean }>();
  return {
    note(serverId, form, isToolCall) {
      const known = forms.get(serverId);
      if (known?.isToolCall === true && !isToolCall) return;
      if (known?.form === form && known.isToolCall === isToolCall) return;
      if (known === undefined && forms.size >= MAX_SERVERS) forms.clear();
      forms.set(serverId, { form, isToolCall });
    },
    of: (serverId) => forms.get(serverId)?.form ?? "json",
  };
}

/** A stream of more frames has no form of its own. */
export const MAX_FORM_FRAMES = 3;
const MAX_LINE = 256;

/**
 * The form of an event stream that held one answer and nothing else, or null if it held more: a
 * stream that also told of progress is not how an unknown tool is answered.
 */
export function formOfStream(frames: readonly SseFrame[]): ReplyForm | null {
  if (frames.length === 0 || frames.length > MAX_FORM_FRAMES) return null;
  if (frames.some(({ data }, at) => (data ?? "") !== "" && at < frames.length - 1)) return null;
  if (frames.some(({ lines }) => lines.length > 8)) return null;
  return { frames: frames.map(({ lines, data }) => lines.flatMap((line) => kept(line, data))) };
}

/** A line that is not content; `data` stands for where the content was. */
function kept(line: string, data: string | null): string[] {
  if (line.startsWith("data")) return data === "" ? [line] : ["data"];
  return /^(?:event|id|retry):/.test(line) && line.length <= MAX_LINE ? [line] : [];
}

/** An event stream of the given form around one answer, with event ids of its own. */
export function writeInForm(form: StreamForm, answer: string): string {
  const frames = form.frames.map((lines) =>
    lines.map((line) => {
      if (line === "data") return `data: ${answer}`;
      return line.startsWith("id") ? `id${freshId(line.slice(2))}` : line;
    }),
  );
  return frames.map((lines) => `${lines.join("\n")}\n\n`).join("");
}

/** An id that looks like `id` and is another: digits become digits, long hexadecimal runs hexadecimal. */
function freshId(id: string): string {
  return id.replace(/[0-9a-f-]{16,}|\d+/g, (run) =>
    run.replace(/[0-9a-f]/g, (character) =>
      /\d/.test(character) ? String(randomInt(10)) : "abcdef".charAt(randomInt(6)),
    ),
  );
}
