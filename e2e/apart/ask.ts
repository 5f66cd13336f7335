import { Agent, request as send } from "node:http";
import { evaluation } from "../house/house";

export type Sent = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
};
/** All of an answer as it came: every header line, and the body up to its last piece. */
export type Answer = {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly text: string;
};

const agent = new Agent({ keepAlive: true, maxSockets: 16 });

/**
 * Asks a door of the house for exactly this path: nothing is encoded, shortened or followed on the
 * way, as every client that means well would do.
 */
export function ask(path: string, sent: Sent = {}, door = evaluation().console): Promise<Answer> {
  const { hostname, port, host } = new URL(door);
  const { method = "GET", body } = sent;
  return new Promise((resolve, reject) => {
    const headers = { host, ...sent.headers } as Record<string, string | string[]>;
    const asking = send({ agent, hostname, port, method, path, headers }, (response) => {
      const pieces: Buffer[] = [];
      response.on("data", (piece: Buffer) => pieces.push(piece));
      response.once("error", reject);
      response.once("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: pairs(response.rawHeaders),
          text: Buffer.concat(pieces).toString("utf8"),
        }),
      );
    });
    asking.once("error", reject);
    asking.end(body);
  });
}

/** The value of a header that comes once; undefined where it is not there. */
export function headerOf({ headers }: Answer, name: string): string | undefined {
  const values = headers.filter(([one]) => one.toLowerCase() === name).map(([, value]) => value);
  if (values.length > 1) throw new Error(`${name} comes ${values.length} times: ${values}`);
  return values[0];
}

/** As a browser asks for a page, and in every way in which Next's router asks for what it is made of. */
export const FORMS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  html: { accept: "text/html" },
  payload: { rsc: "1" },
  "payload ahead": { rsc: "1", "next-router-prefetch": "1" },
  "tree ahead": {
    rsc: "1",
    "next-router-prefetch": "1",
    "next-router-segment-prefetch": "/_tree",
  },
};
export type Form = keyof typeof FORMS;

/**
 * Asks for a page in a form. Next sends who asks for a payload to the same address with a sign of the
 * form in it first; that one step is gone along, since the answer is behind it.
 */
export async function askFor(path: string, form: Form, sent: Sent = {}): Promise<Answer> {
  const own = { ...sent, headers: { ...FORMS[form], ...sent.headers } };
  const first = await ask(path, own);
  const next = headerOf(first, "location");
  const marked = next !== undefined && /[?&]_rsc(?:=|&|$)/.test(next);
  return marked && first.status === 307 ? await ask(next, own) : first;
}

function pairs(raw: readonly string[]): [string, string][] {
  return Array.from({ length: raw.length / 2 }, (_, n) => [raw[2 * n] ?? "", raw[2 * n + 1] ?? ""]);
}
