import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Caller, systemCaller } from "@/lib/access";
import { makeTenant, type TestDatabase, testDatabase } from "@/lib/db/testing";
import type { Config } from "@/lib/kernel";
import { createLimitsSandbox, type Sandbox } from "@/lib/stdio";
import { everythingProgram } from "@/lib/stdio/testing/everything-program";
import { createVault, localKms } from "@/lib/vault";
import { discoverTools } from "./discover-tools";
import { getServer } from "./get-server";
import { listServers } from "./list-servers";
import { registerServer, type ServerDeps } from "./register-server";

const SECRET = "a-secret-of-the-command";

let program: Awaited<ReturnType<typeof everythingProgram>>;
let database: TestDatabase;
let console: ServerDeps;
let worker: ServerDeps & { readonly sandbox: Sandbox };
let caller: Caller;
beforeAll(async () => {
  program = await everythingProgram();
  database = await testDatabase();
  const tenant = await makeTenant(database);
  caller = systemCaller("test", {
    tenantId: tenant.tenantId,
    workspaceIds: [tenant.workspaceId],
  });
  const origins = { gate: "http://g", console: "http://c", idp: "http://i" };
  const config = { mode: "evaluation", origins } as Config;
  const kms = localKms(randomBytes(32), 1);
  const web = database.open("portcullis_web");
  const own = database.open("portcullis_worker");
  console = { db: web, config, vault: createVault(web, kms) };
  worker = { db: own, config, vault: createVault(own, kms), sandbox: createLimitsSandbox(config) };
});
afterAll(async () => {
  await worker.sandbox.close();
  await database.drop();
  await program.remove();
});

const command = (args: string[]) =>
  registerServer(console, caller, {
    name: "everything",
    command: process.execPath,
    args,
    env: { MODE: "test" },
    credential: { variable: "TOKEN", value: SECRET },
  });

describe("a server that is a command", () => {
  it("is shown with its command and the name of its secret, never the secret", async () => {
    const { id } = await command([program.path]);
    const shown = await getServer(console, caller, id);
    expect(shown).toMatchObject({
      kind: "stdio",
      url: null,
      command: process.execPath,
      args: [program.path],
      env: { MODE: "test" },
      credential: { header: null, variable: "TOKEN" },
    });
    const { data } = await listServers(console, caller, { limit: 50 });
    expect(data.find((server) => server.id === id)).toMatchObject({
      kind: "stdio",
      command: process.execPath,
      hasCredential: true,
    });
    expect(JSON.stringify([shown, data])).not.toContain(SECRET);
  });

  it("is asked for its tools by the worker, at the console's wish too", async () => {
    const { id } = await command([program.path]);
    const wished = discoverTools(console, caller, id);
    await new Promise((wake) => setTimeout(wake, 100));
    const asked = await discoverTools(worker, caller, id);
    expect(asked).toMatchObject({ error: null });
    expect(asked.tools).toBeGreaterThan(3);
    expect(await wished).toMatchObject({ tools: asked.tools, error: null });
    const { tools } = await getServer(console, caller, id);
    expect(tools.find(({ name }) => name === "echo")?.definitionHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it("that dies says what it said, without its secret", async () => {
    const code = "console.error('no settings for', process.env.TOKEN); process.exit(4)";
    const { id } = await command(["-e", code]);
    const { error } = await discoverTools(worker, caller, id);
    expect(error).toContain("It said: no settings for [redacted]");
    const { toolsError } = await getServer(console, caller, id);
    expect(toolsError).toBe(error);
  });

  it("is registered in production only if the operator listed it", async () => {
    const production = (commands: string[]): ServerDeps => ({
      ...console,
      config: {
        ...console.config,
        mode: "production",
        stdio: { commands, users: { first: 64_000, last: 64_001 }, acceptUnenforced: false },
      },
    });
    const input = { name: "n", command: process.execPath, args: [], env: {} };
    await expect(registerServer(production([]), caller, input)).rejects.toMatchObject({
      code: "command_refused",
      detail: expect.stringContaining("PORTCULLIS_STDIO_COMMANDS"),
    });
    const listed = await registerServer(production([process.execPath]), caller, input);
    expect(listed.command).toBe(process.execPath);
  });
});
