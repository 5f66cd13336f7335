import { readdirSync, readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { alive, commandHouse, until } from "./testing/command-house";
import type { TestGrant } from "./testing/test-gate";

const commands = await commandHouse();
afterAll(() => commands.close());
const { house, add, begin, call, pidOf, remove } = commands;

describe("a command ends", () => {
  it.each<[string, (grant: TestGrant, session: string) => Promise<unknown>]>([
    ["when its client ends the session", remove],
    ["when its grant is revoked", (grant) => house.revoke(grant)],
    [
      "when its grant's time is over",
      (grant) =>
        house.database.admin(
          "update portcullis.grants set expires_at = now() + interval '300 milliseconds' where id = $1",
          [grant.grantId],
        ),
    ],
    [
      "when its session is ended elsewhere",
      (grant) =>
        house.database.admin(
          "update portcullis.mcp_sessions set ended_at = now() where grant_id = $1",
          [grant.grantId],
        ),
    ],
    [
      "when its server is registered otherwise",
      (grant) =>
        house.database.admin("update portcullis.servers set args = '{other}' where id = $1", [
          grant.serverId,
        ]),
    ],
  ])("%s, within a second", async (_when, act) => {
    const grant = await add();
    const session = await begin(grant);
    const pid = await pidOf(grant, session);
    const began = performance.now();
    await act(grant, session);
    await until(() => !alive(pid));
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it("with all it started, whatever that is called", async () => {
    const grant = await add();
    const session = await begin(grant);
    const mark = `7${Math.floor(Math.random() * 1e8)}`;
    await call(grant, session, "forks", { mark });
    const sleeping = () =>
      readdirSync("/proc").filter((pid) => {
        try {
          return readFileSync(`/proc/${pid}/cmdline`, "latin1").includes(`sleep\0${mark}`);
        } catch {
          return false;
        }
      });
    await until(() => sleeping().length === 3);
    await remove(grant, session);
    await until(() => sleeping().length === 0);
  });
});
