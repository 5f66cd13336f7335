import { describe, expect, it } from "vitest";
import { PROCESS_LIMITS } from "./limits";
import { type Means, notEnforcedWith, wrapCommand } from "./wrap-command";

const ALL: Means = { setpriv: "/usr/bin/setpriv", prlimit: "/usr/bin/prlimit", uid: 64_001 };
const NONE: Means = { setpriv: null, prlimit: null, uid: null };
const wrap = (means: Means) => wrapCommand("/bin/x", ["--a", "--", "b"], means, PROCESS_LIMITS);

describe("the command line of a started program", () => {
  it("drops the user and privileges first, then sets limits, then is the program's alone", () => {
    expect(wrap(ALL)).toEqual([
      "/usr/bin/setpriv",
      "--pdeathsig=KILL",
      "--no-new-privs",
      "--reuid=64001",
      "--regid=64001",
      "--clear-groups",
      "--inh-caps=-all",
      "--",
      "/usr/bin/prlimit",
      "--core=0",
      "--cpu=900",
      `--data=${1024 ** 3}`,
      `--fsize=${256 * 1024 ** 2}`,
      "--nofile=1024",
      "--nproc=96",
      "--",
      "/bin/x",
      "--a",
      "--",
      "b",
    ]);
  });

  it("limits tasks for a user of its own only: of a shared user all tasks would count", () => {
    expect(wrap({ ...ALL, uid: null }).join(" ")).not.toMatch(/nproc|reuid/);
  });

  it("is the program's own where there is nothing to hold it", () => {
    expect(wrap(NONE)).toEqual(["/bin/x", "--a", "--", "b"]);
  });
});

describe("what is not enforced", () => {
  it.each<[string, Means, number]>([
    ["nothing with everything there", ALL, 0],
    ["a user of its own", { ...ALL, uid: null }, 1],
    ["all of it", NONE, 3],
  ])("is said: %s", (_what, means, count) => {
    expect(notEnforcedWith(means)).toHaveLength(count);
  });
});
