import type { Secret } from "@/lib/kernel";

/** How a server is reached, and where its credential goes. */
export type ServerTarget =
  | {
      readonly kind: "http";
      readonly url: string;
      readonly credential: { readonly header: string; readonly value: Secret } | null;
    }
  | {
      readonly kind: "stdio";
      readonly command: string;
      readonly args: readonly string[];
      /** Configuration that is no secret. */
      readonly env: Readonly<Record<string, string>>;
      readonly credential: { readonly variable: string; readonly value: Secret } | null;
    };
export type StdioTarget = Extract<ServerTarget, { readonly kind: "stdio" }>;

/** What is stored of how a server is reached. The database holds that one of the two is whole. */
export type StoredTarget = {
  readonly kind: string;
  readonly url: string | null;
  readonly command: string | null;
  readonly args: readonly string[];
  readonly env: unknown;
};
export type StoredCredential = {
  readonly header: string | null;
  readonly variable: string | null;
  readonly value: Secret;
};

/** A stored server as it is reached. Throws if it is neither at an address nor a command. */
export function targetOf(stored: StoredTarget, credential: StoredCredential | null): ServerTarget {
  const { kind, url, command, args, env } = stored;
  if (kind === "http" && url !== null) {
    const header = credential?.header ?? null;
    const placed =
      credential === null || header === null ? null : { header, value: credential.value };
    return { kind, url, credential: placed };
  }
  if (kind === "stdio" && command !== null) {
    const variable = credential?.variable ?? null;
    const placed =
      credential === null || variable === null ? null : { variable, value: credential.value };
    return { kind, command, args, env: env as Record<string, string>, credential: placed };
  }
  throw new Error("a stored server is neither at an address nor a command");
}
