/*
 * PgBouncer for the tests that go through a pooler, installed where that is possible.
 */
import { existsSync } from "node:fs";
import { run } from "../make/steps.mjs";

const PLACES = [process.env.PGBOUNCER, "/usr/sbin/pgbouncer", "/usr/bin/pgbouncer"];

export function findPgBouncer() {
  return PLACES.find((place) => place && existsSync(place));
}

/** Installs PgBouncer where it can, and says so where it cannot: its tests are then skipped, or fail in CI. */
export async function wantPgBouncer(say) {
  if (findPgBouncer()) return;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    say("apt-get install pgbouncer");
    const quiet = { DEBIAN_FRONTEND: "noninteractive" };
    const install = ["install", "-y", "--no-install-recommends", "pgbouncer"];
    // The lists of packages are empty or old on a fresh machine.
    await run("apt-get", install, quiet)
      .catch(() => run("apt-get", ["update"], quiet).then(() => run("apt-get", install, quiet)))
      .catch(() => {});
  }
  if (!findPgBouncer())
    say(
      "no PgBouncer, so the tests through a pooler are skipped (Debian: apt-get install pgbouncer)",
    );
}
