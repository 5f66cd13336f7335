import { setTimeout as sleep } from "node:timers/promises";
import type { Dispatcher } from "undici";
import { expect, it } from "vitest";
import { Attempt, type UpstreamFailure } from "./attempt";

const IDLE_MS = 40;

/** An attempt whose answer has begun, and what its reader was given. */
function begun(take: (chunk: Buffer) => void = () => {}, type = "application/json") {
  const given: string[] = [];
  const failures: UpstreamFailure[] = [];
  const attempt = new Attempt(
    {
      head: () => ({
        data(chunk) {
          given.push(chunk.toString());
          take(chunk);
        },
        done: () => void given.push("(end)"),
        failed: (failure) => void failures.push(failure),
      }),
      failed: (failure) => void failures.push(failure),
    },
    IDLE_MS,
  );
  const controller = {
    pause: () => {},
    resume: () => {},
    abort: (fault: Error) => attempt.onResponseError(controller, fault),
  } as unknown as Dispatcher.DispatchController;
  attempt.onRequestStart(controller);
  attempt.onResponseStart(controller, 200, { "content-type": type });
  const arrive = (text: string) => attempt.onResponseData(controller, Buffer.from(text));
  return { attempt, given, failures, arrive };
}

it("hands on what one reading brought as one piece", async () => {
  const { given, arrive } = begun();
  for (const letter of "abc") arrive(letter);
  await sleep(0);
  arrive("d");
  await sleep(0);
  expect(given).toEqual(["abc", "d"]);
});

it("hands on what had arrived before the end, and before a failure", () => {
  const ended = begun();
  ended.arrive("a");
  ended.attempt.onResponseEnd();
  expect(ended.given).toEqual(["a", "(end)"]);

  const broken = begun();
  broken.arrive("a");
  broken.attempt.onResponseError({} as Dispatcher.DispatchController, new Error("reset"));
  expect(broken.given).toEqual(["a"]);
  expect(broken.failures).toMatchObject([{ kind: "broken", sent: true }]);
});

it("hands on nothing once it was stopped", async () => {
  const { attempt, given, failures, arrive } = begun();
  arrive("a");
  attempt.stop();
  await sleep(0);
  expect(given).toEqual([]);
  expect(failures).toMatchObject([{ kind: "stopped" }]);
});

it("a reader that fails ends the attempt, not the process", async () => {
  const { failures, arrive } = begun(() => {
    throw new Error("cannot read this");
  });
  arrive("a");
  await sleep(0);
  expect(failures).toMatchObject([{ kind: "broken", cause: { message: "cannot read this" } }]);
});

it("ends a reply that says nothing more, and takes what came late for nothing", async () => {
  const { given, failures, arrive } = begun();
  arrive("a");
  await sleep(IDLE_MS / 2);
  arrive("b");
  await sleep(IDLE_MS * 0.75);
  expect(failures).toEqual([]);
  await sleep(IDLE_MS * 2);
  expect(given).toEqual(["a", "b"]);
  expect(failures).toMatchObject([{ kind: "timeout", sent: true }]);
});

it("does not take silence for the server's that the gate asked for", async () => {
  const { attempt, failures } = begun();
  attempt.pause();
  await sleep(IDLE_MS * 3);
  expect(failures).toEqual([]);
  attempt.resume();
  await sleep(IDLE_MS * 3);
  expect(failures).toHaveLength(1);
});

it("lets an event stream be silent", async () => {
  const { failures } = begun(() => {}, "text/event-stream; charset=utf-8");
  await sleep(IDLE_MS * 4);
  expect(failures).toEqual([]);
});
