import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { begin, freshSignIn, waitForPerson } from "./ask-tokens";
import { fileStore, type Kept, openStore } from "./store";

type Reply = { readonly status: number; readonly body: object };
const TOKENS = { access_token: "a.b.c", token_type: "Bearer", expires_in: 900 };
let server: Server;
let url: string;
let folder: string;
let replies: Reply[];
let asked: { path: string; agent: string | undefined; body: Record<string, string> }[];

beforeAll(async () => {
  server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => {
      text += String(chunk);
    });
    request.on("end", () => {
      const body = JSON.parse(text) as Record<string, string>;
      asked.push({ path: request.url ?? "", agent: request.headers["user-agent"], body });
      const { status, body: answer } = replies.shift() ?? { status: 500, body: {} };
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => {
  replies = [];
  asked = [];
  folder = mkdtempSync(join(tmpdir(), "sign-in-"));
  return () => rmSync(folder, { recursive: true });
});

const problem = (code: string): Reply => ({
  status: 400,
  body: { code, error: code, detail: code },
});
const kept = (endsIn = 900_000): Kept => ({
  ...{ url, organisation: "acme", refreshToken: "pcr_old", accessToken: "old" },
  accessEndsAt: Date.now() + endsIn,
});

describe("signing in", () => {
  it("waits as long as it is told to, and longer after it asked too soon", async () => {
    const begun = {
      ...{ device_code: "pcd_x", user_code: "BCDF-GHJK", expires_in: 600, interval: 5 },
      ...{ verification_uri: url, verification_uri_complete: url },
    };
    replies = [
      { status: 200, body: begun },
      problem("authorization_pending"),
      problem("slow_down"),
      problem("authorization_pending"),
      { status: 200, body: { ...TOKENS, refresh_token: "pcr_new" } },
    ];
    const waited: number[] = [];
    const place = { url, organisation: "acme" };
    const signedIn = await waitForPerson(
      place,
      await begin(url, "acme", "here"),
      async (seconds) => {
        waited.push(seconds);
      },
    );
    expect(signedIn).toMatchObject({ ...place, refreshToken: "pcr_new", accessToken: "a.b.c" });
    expect(waited).toEqual([5, 5, 10, 10]);
    expect(asked.map(({ agent }) => agent?.split("/")[0])).toEqual(Array(5).fill("portcullis"));
  });

  it.each(["access_denied", "expired_token", "invalid_grant"])("ends at %s", async (code) => {
    replies = [problem(code)];
    const begun = { device_code: "pcd_x", interval: 1 } as Parameters<typeof waitForPerson>[1];
    const waiting = waitForPerson({ url, organisation: "acme" }, begun, async () => undefined);
    await expect(waiting).rejects.toMatchObject({ code });
  });
});

describe("a kept sign-in", () => {
  it("is used as it is while its access token is good, and exchanged when it ends soon", async () => {
    const store = fileStore(folder);
    await store.write(kept());
    expect((await freshSignIn(store))?.accessToken).toBe("old");
    expect(asked).toEqual([]);
    await store.write(kept(1_000));
    replies = [{ status: 200, body: { ...TOKENS, refresh_token: "pcr_new" } }];
    expect((await freshSignIn(store))?.accessToken).toBe("a.b.c");
    expect((await store.read())?.refreshToken).toBe("pcr_new");
    expect(asked[0]?.body).toEqual({ grant_type: "refresh_token", refresh_token: "pcr_old" });
  });

  it("is forgotten when its session is over, and kept while the console does not answer", async () => {
    const store = fileStore(folder);
    await store.write(kept(0));
    replies = [{ status: 503, body: { code: "unavailable" } }, problem("invalid_grant")];
    await expect(freshSignIn(store)).rejects.toMatchObject({ code: "unavailable" });
    expect(await store.read()).not.toBeNull();
    expect(await freshSignIn(store)).toBeNull();
    expect(await store.read()).toBeNull();
  });

  it("in a file can be read by its owner alone, whatever was there before", async () => {
    const store = fileStore(folder);
    expect(await store.read()).toBeNull();
    await store.write(kept());
    chmodSync(store.name, 0o644);
    await store.write(kept());
    expect(statSync(store.name).mode & 0o777).toBe(0o600);
    writeFileSync(store.name, "not of its form");
    expect(await store.read()).toBeNull();
  });

  it("goes to the keychain where one answers, by its input and not by its words", async () => {
    const log = join(folder, "log");
    const program = join(folder, "secret-tool");
    const script = `#!/bin/sh
echo "$*" >> ${log}
case "$1" in
  store) cat > ${folder}/kept ;;
  lookup) cat ${folder}/kept ;;
  clear) rm -f ${folder}/kept ;;
esac`;
    writeFileSync(program, script, { mode: 0o755 });
    const path = process.env.PATH;
    process.env.PATH = `${folder}${delimiter}${path}`;
    try {
      const store = await openStore({ store: "auto" }, "linux");
      expect(store.name).toBe("the keychain");
      const one = kept();
      await store.write(one);
      expect(await store.read()).toEqual(one);
      await store.forget();
      expect(await store.read()).toBeNull();
      expect(readFileSync(log, "utf8")).not.toContain(Buffer.from("pcr_").toString("base64url"));
      expect((await openStore({ store: "file" }, "linux")).name).not.toBe("the keychain");
      writeFileSync(program, "#!/bin/sh\nexit 1", { mode: 0o755 });
      expect((await openStore({ store: "auto" }, "linux")).name).not.toBe("the keychain");
    } finally {
      process.env.PATH = path;
    }
  });
});
