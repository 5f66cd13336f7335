import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { closeToast, currentToasts, showToast } from "./toast";

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  for (const { id } of currentToasts()) closeToast(id);
  vi.useRealTimers();
});

it("takes a confirmation away by itself, and leaves a failure until it is closed", () => {
  showToast("ok", "Done", "");
  showToast("danger", "Failed", "");
  vi.advanceTimersByTime(60_000);
  expect(currentToasts().map(({ title }) => title)).toEqual(["Failed"]);
});

it("shows no more than the newest three", () => {
  for (const title of ["a", "b", "c", "d"]) showToast("danger", title, "");
  expect(currentToasts().map(({ title }) => title)).toEqual(["b", "c", "d"]);
});
