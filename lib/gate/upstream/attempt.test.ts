import { setTimeout as sleep } from "node:timers/promises";
import type { Dispatcher } from "undici";
import { expect, it } from "vitest";
import { Attempt, type UpstreamFailure } from "./attempt";

/** An attempt whose answer has begun, and what its reader was given. */
function begun(take: (chunk: Buffer) => void = () => {}) {
  const given: string[] = [];
  const failures: UpstreamFailure[] = [];
  const attempt = new Attempt({
    head: () => ({
      data(chunk) {
        given.push(chunk.toString());
        take(chunk);
      },
      done: () => void given.push("(end)"),
      failed: (failure) => void failures.push(failure),
    }),
    failed: (failure) => void failures.push(failure),
  });
  const controller = {
    abort: (fault: Error) => attempt.onResponseError(controller, fault),
  } as Dispatcher.DispatchController;
  attempt.onRequestStart(controller);
  attempt.onResponseStart(controller, 200, {});
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
