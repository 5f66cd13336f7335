import type { AuthOptions } from "next-auth";
import { CALLBACK_PATH } from "./jackson";

/** The provider's name in next-auth's addresses: the end of the callback's path. */
export const PROVIDER = CALLBACK_PATH.split("/").at(-1) ?? "";

/** A request to one of the two of its routes that are used. */
export type Call = {
  readonly action: "signin" | "callback";
  readonly method: "GET" | "POST";
  readonly query?: Record<string, string>;
  readonly body?: Record<string, string>;
  readonly cookies: Record<string, string>;
};

/** Hands next-auth a request in the form of its Node interface, and gives what it would have sent. */
export async function callNextAuth(
  origin: string,
  request: Call,
  options: AuthOptions,
): Promise<{ readonly location: string | undefined; readonly cookies: string[] }> {
  // next-auth takes its own address from the environment only.
  process.env.NEXTAUTH_URL = origin;
  const nextAuth = await loadNextAuth();
  const headers = new Map<string, unknown>();
  const response = {
    status: () => response,
    setHeader: (name: string, value: unknown) => {
      headers.set(name.toLowerCase(), value);
      return response;
    },
    getHeader: (name: string) => headers.get(name.toLowerCase()),
    json: () => undefined,
    send: () => undefined,
    end: () => undefined,
  };
  await nextAuth(
    {
      ...request,
      headers: {},
      query: { ...request.query, nextauth: [request.action, PROVIDER] },
    } as unknown as Parameters<NextAuth>[0],
    response as unknown as Parameters<NextAuth>[1],
    options,
  );
  const location = headers.get("location");
  const set = headers.get("set-cookie");
  return {
    location: typeof location === "string" ? location : undefined,
    cookies: Array.isArray(set) ? set.map(String) : [],
  };
}

type NextAuth = typeof import("next-auth").default;

/** CommonJS: bundlers give its default export, Node's own loader gives the module around it. */
async function loadNextAuth(): Promise<NextAuth> {
  const { default: loaded } = await import("next-auth");
  return typeof loaded === "function" ? loaded : (loaded as { default: NextAuth }).default;
}
