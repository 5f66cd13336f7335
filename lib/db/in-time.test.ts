import { expect, it } from "vitest";
import { inTime } from "./in-time";

it("gives an answer that comes in time, and its failure", async () => {
  expect(await inTime(Promise.resolve(1), 50)).toBe(1);
  await expect(inTime(Promise.reject(new Error("no")), 50)).rejects.toThrow("no");
});

it("is unavailable where no answer comes, and is not disturbed by one that comes later", async () => {
  let fail: (error: Error) => void = () => {};
  const work = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  await expect(inTime(work, 10)).rejects.toMatchObject({ code: "unavailable", status: 503 });
  fail(new Error("after all"));
});
