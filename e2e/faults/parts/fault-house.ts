/*
 * A house that is made to be hurt: it stands, it is under load, and everything about it can be
 * looked up and killed.
 */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { type Database, openDatabase } from "@/lib/db";
import type { Evaluation, Tenant } from "../../house/house";
import { lower } from "../../house/lower";
import { findPlace, type Place, stand } from "../../house/stand";
import { type Fixture, raiseFixture, type Witness } from "./fixture";
import type { Api } from "./load";

const LONGEST_FIRST_START_MS = 8_000;
const WITNESS_MS = 500;
const API_MS = 20_000;

export type FaultHouse = {
  readonly place: Place;
  readonly evaluation: Evaluation;
  /** The tenant under load. */
  readonly tenant: Tenant;
  /** The superuser's connections: past every policy, to see and to harm. */
  readonly admin: Database;
  readonly fixture: Fixture;
  readonly api: Api;
  supervisor(): number;
  /** Starts the supervisor again, after it was killed. */
  standAgain(): ReturnType<typeof stand>;
  /** Whether `portcullis ledger verify` finds every log whole. */
  ledgerIsWhole(): Promise<boolean>;
  lower(): Promise<void>;
};

/**
 * Raises a house in a place of its own, and an upstream of the test's own beside it. Its very first
 * start is cut off, wherever that may be: the next one must take up from there.
 */
export async function raiseFaultHouse(): Promise<FaultHouse> {
  const place = await findPlace();
  const cutOff = stand(place);
  await Promise.race([cutOff.ready, sleep(500 + Math.random() * LONGEST_FIRST_START_MS)]);
  process.kill(cutOff.pid, "SIGKILL");
  const first = stand(place);
  let supervisor = first.pid;
  await first.ready;
  const readJson = (name: string) => JSON.parse(readFileSync(join(place.home, name), "utf8"));
  const evaluation = readJson("evaluation.json") as Evaluation;
  const [tenant] = evaluation.tenants;
  if (tenant === undefined) throw new Error("The house has no tenant.");
  const { user, password } = readJson("secrets.json").database.superuser;
  const admin = openDatabase({
    url: `postgres://${user}:${password}@127.0.0.1:${place.env.PORT_DATABASE}/portcullis`,
    keys: [],
    applicationName: "portcullis-faults",
  });

  const api: Api = async (method, path, body, key) => {
    try {
      const response = await fetch(`${evaluation.console}/api/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${tenant.apiKey}`,
          "content-type": "application/json",
          ...(key === undefined ? {} : { "idempotency-key": key }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: AbortSignal.timeout(API_MS),
      });
      const text = await response.text();
      return { status: response.status, body: text === "" ? {} : JSON.parse(text) };
    } catch {
      return null;
    }
  };

  return {
    place,
    evaluation,
    tenant,
    admin,
    fixture: await raiseFixture(witnessOf(admin)),
    api,
    supervisor: () => supervisor,
    standAgain() {
      const again = stand(place);
      supervisor = again.pid;
      return again;
    },
    async ledgerIsWhole() {
      const { stdout } = await promisify(execFile)(
        join(place.root, "bin/portcullis"),
        ["ledger", "verify", "--json"],
        { cwd: place.root, env: { ...process.env, ...place.env } },
      ).catch((error: { stdout?: string }) => ({ stdout: error.stdout ?? "" }));
      return (JSON.parse(stdout) as { whole: boolean }).whole;
    },
    async lower() {
      await admin.close();
      await lower({ ...place, pid: supervisor });
    },
  };
}

/** Looks, over a connection of its own, whether the decision that let a call through can be read. */
function witnessOf({ pool }: Database): Witness {
  return async (requestId) => {
    const look = pool.query(
      "select from portcullis.decisions where request_id = $1 and decision = 'allow'",
      [requestId],
    );
    const answer = await Promise.race([
      look.catch(() => undefined),
      sleep(WITNESS_MS, undefined, { ref: false }),
    ]);
    if (answer === undefined) return "nobody could look";
    return answer.rowCount === 1 ? "durable" : "missing";
  };
}
