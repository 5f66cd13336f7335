/*
 * The house that stands for this run of the end-to-end tests, and what its evaluation file says.
 */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

export type House = { pid: number; home: string; root: string; env: Record<string, string> };

/** Where the set-up leaves what the specs need to know. */
export const HOUSE_VARIABLE = "PORTCULLIS_E2E_HOUSE";

type User = { email: string; password: string; role: string; name: string };
type Grant = { name: string; token: string; mcpUrl: string; server: string; serverId: string };
export type Tenant = {
  slug: string;
  id: string;
  users: User[];
  apiKey: string;
  grants: Grant[];
};
export type Evaluation = {
  console: string;
  gate: string;
  idp: string;
  upstream: string;
  /** The administrator's connection: past every policy, to see and to harm. */
  database: string;
  tenants: Tenant[];
};

export function house(): House {
  const text = process.env[HOUSE_VARIABLE];
  if (text === undefined) throw new Error("No house stands: run through e2e/playwright.config.ts.");
  return JSON.parse(text) as House;
}

/** What `.portcullis/evaluation.json` of this house says. */
export function evaluation(): Evaluation {
  return JSON.parse(readFileSync(join(house().home, "evaluation.json"), "utf8")) as Evaluation;
}

/** A tenant by its address; fails the test where the house has none. */
export function tenant(slug: string): Tenant {
  const found = evaluation().tenants.find((one) => one.slug === slug);
  if (!found) throw new Error(`The house has no tenant ${slug}.`);
  return found;
}

/** A tenant's person in a role. */
export function person(of: Tenant, role: string): User {
  const found = of.users.find((user) => user.role === role);
  if (!found) throw new Error(`${of.slug} has no ${role}.`);
  return found;
}

/** A tenant's grant by name. */
export function grant(of: Tenant, name: string): Grant {
  const found = of.grants.find((one) => one.name === name);
  if (!found) throw new Error(`${of.slug} has no grant ${name}.`);
  return found;
}

/** Runs the command line of this house and gives back what it printed and how it ended. */
export async function cli(...args: string[]): Promise<{ code: number; stdout: string }> {
  const { root, env } = house();
  try {
    const { stdout } = await promisify(execFile)(join(root, "bin/portcullis"), args, {
      cwd: root,
      env: { ...process.env, ...env },
    });
    return { code: 0, stdout };
  } catch (error) {
    const failed = error as { code?: number; stdout?: string };
    return { code: failed.code ?? 1, stdout: failed.stdout ?? "" };
  }
}
