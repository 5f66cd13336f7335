import { afterAll, describe, expect, it } from "vitest";
import { commandHouse, openStream, readUntil } from "./testing/command-house";
import { headersOf, readReply, textOf, toolCall } from "./testing/test-gate";

const commands = await commandHouse();
afterAll(() => commands.close());
const { add, begin, call, remove } = commands;

describe("the session's stream", () => {
  it("delivers what waited for it, and is resumed where it broke off", async () => {
    const grant = await add();
    const session = await begin(grant);
    await call(grant, session, "notes", { count: 2 });
    const first = await openStream(grant, session);
    const text = await readUntil(first, "note 2");
    expect(text).toContain("note 1");
    const ids = [...text.matchAll(/^id: (\S+)$/gm)].map(([, id]) => id ?? "");
    await first.body?.cancel();
    await call(grant, session, "notes", { count: 3 });
    const second = await openStream(grant, session, { "last-event-id": ids[0] ?? "" });
    const resumed = await readUntil(second, "note 3");
    expect([...resumed.matchAll(/note (\d)/g)].map(([, n]) => n)).toEqual(["2", "1", "2", "3"]);
    await second.body?.cancel();
    await remove(grant, session);
  });

  it("brings the answer of a call whose own stream was lost", async () => {
    const grant = await add();
    const session = await begin(grant);
    const controller = new AbortController();
    const response = await fetch(grant.url, {
      method: "POST",
      headers: { ...headersOf(grant), "mcp-session-id": session },
      body: JSON.stringify(toolCall("slow", { ms: 700 })),
      signal: controller.signal,
    });
    const primed = await readUntil(response, "\n\n");
    const id = /^id: (\S+)$/m.exec(primed)?.[1] ?? "";
    controller.abort();
    const resumed = await openStream(grant, session, { "last-event-id": id });
    expect(textOf(await readReply(resumed))).toBe("slow");
    await remove(grant, session);
  });

  it("holds no more of what nobody fetches than it may", async () => {
    const grant = await add();
    const session = await begin(grant);
    await call(grant, session, "notes", { count: 3_000 });
    const stream = await openStream(grant, session);
    const text = await readUntil(stream, "note 3000");
    const kept = text.match(/^id:/gm)?.length ?? 0;
    expect(kept).toBeGreaterThan(990);
    expect(kept).toBeLessThanOrEqual(1_000);
    await stream.body?.cancel();
    await remove(grant, session);
  });
});
