import { expect, it } from "vitest";
import { Secret } from "@/lib/kernel";
import { metricsFace } from "./metrics-face";

const figures = () => ["portcullis_test 1"];

it("shows the process' own figures and Node's, to anybody in evaluation", async () => {
  const text = await metricsFace({ mode: "evaluation", metricsToken: null }, figures).show(
    undefined,
  );
  expect(text).toContain("portcullis_test 1\n");
  expect(text).toMatch(/^process_resident_memory_bytes \d+/m);
  expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
});

it("shows nothing in production where no token is set", async () => {
  const face = metricsFace({ mode: "production", metricsToken: null }, figures);
  await expect(face.show("Bearer x")).rejects.toMatchObject({ code: "not_found" });
});

it.each(["evaluation", "production"] as const)(
  "asks for the token in %s where one is set",
  async (mode) => {
    const face = metricsFace({ mode, metricsToken: new Secret("monitor-0123456789") }, figures);
    for (const wrong of [undefined, "", "Bearer monitor", "Bearer monitor-01234567890"])
      await expect(face.show(wrong)).rejects.toMatchObject({ code: "unauthenticated" });
    expect(await face.show("Bearer monitor-0123456789")).toContain("portcullis_test 1");
  },
);
