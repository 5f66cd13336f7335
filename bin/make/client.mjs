/*
 * Makes the types of the API's client from the description of the API: the endpoints themselves are
 * bundled and asked, so that what is made cannot differ from what is served.
 */
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { bundleInto } from "./bundle.mjs";

/** Writes lib/client/generated/operations.ts; `run` starts a program and waits for its end. */
export async function makeClient(root, run) {
  const folder = join(root, ".build", "client");
  await bundleInto(root, folder, [join(root, "app/api/openapi/print-client.ts")]);
  const file = join(root, "lib/client/generated/operations.ts");
  mkdirSync(dirname(file), { recursive: true });
  await run(process.execPath, [join(folder, "print-client.js"), file]);
}
