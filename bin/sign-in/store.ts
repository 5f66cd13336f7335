/*
 * Where the command line keeps its sign-in: in the keychain of the operating system where there is
 * one, else in a file that only its owner may read.
 */
import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";

const SERVICE = "portcullis";
const ACCOUNT = "command line";
const ANSWER_MILLISECONDS = 5_000;

const keptSchema = z.object({
  url: z.url(),
  organisation: z.string(),
  refreshToken: z.string(),
  accessToken: z.string(),
  /** When the access token ends, in milliseconds since 1970. */
  accessEndsAt: z.number(),
});
/** A sign-in as it is kept: whom it is for, and its newest tokens. */
export type Kept = z.infer<typeof keptSchema>;

export type Store = {
  /** For people to read, such as `the keychain`. */
  readonly name: string;
  read(): Promise<Kept | null>;
  write(kept: Kept): Promise<void>;
  forget(): Promise<void>;
};

/** The keychain if this machine has one that works, else the file. */
export async function openStore(
  settings: { readonly store: "auto" | "file" },
  platform: NodeJS.Platform = process.platform,
): Promise<Store> {
  if (settings.store === "file") return fileStore();
  const keychain = platform === "darwin" ? macKeychain() : secretService();
  return (await keychain.works()) ? keychain : fileStore();
}

/** The file, in the caller's own configuration folder. */
export function fileStore(
  folder = process.env.XDG_CONFIG_HOME ?? join(homedir(), ".config"),
): Store {
  const file = join(folder, "portcullis", "sign-in");
  return {
    name: file,
    read: async () => {
      try {
        return unpack(readFileSync(file, "utf8"));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
        throw error;
      }
    },
    write: async (kept) => {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      const next = `${file}.${process.pid}`;
      writeFileSync(next, pack(kept), { mode: 0o600 });
      chmodSync(next, 0o600);
      renameSync(next, file);
    },
    forget: async () => rmSync(file, { force: true }),
  };
}

type Keychain = Store & { works(): Promise<boolean> };

/** The Secret Service of Linux desktops, through libsecret's own program. The secret goes by its input. */
function secretService(): Keychain {
  const names = ["service", SERVICE, "account", ACCOUNT];
  const ask = (verb: string, more: readonly string[] = [], input = "") =>
    run("secret-tool", [verb, ...more, ...names], input);
  return {
    name: "the keychain",
    // A search that finds nothing succeeds; where no keychain answers it fails or says nothing in time.
    works: async () => (await ask("search")).code === 0,
    read: async () => {
      const { code, said } = await ask("lookup");
      return code === 0 && said !== "" ? unpack(said) : null;
    },
    write: async (kept) => {
      const { code } = await ask("store", ["--label", "Portcullis"], pack(kept));
      if (code !== 0) throw new Error("The keychain did not take the sign-in.");
    },
    forget: async () => void (await ask("clear")),
  };
}

/** The keychain of macOS. Commands go by its input, so that no secret stands in the list of processes. */
function macKeychain(): Keychain {
  const names = `-s ${SERVICE} -a "${ACCOUNT}"`;
  const ask = (command: string) => run("security", ["-i"], `${command}\n`);
  return {
    name: "the keychain",
    works: async () => (await run("security", ["default-keychain"])).code === 0,
    read: async () => {
      const found = await run("security", [
        ...["find-generic-password", "-s", SERVICE, "-a", ACCOUNT, "-w"],
      ]);
      return found.code === 0 ? unpack(found.said) : null;
    },
    write: async (kept) => {
      const { code } = await ask(`add-generic-password -U ${names} -w "${pack(kept)}"`);
      if (code !== 0) throw new Error("The keychain did not take the sign-in.");
    },
    forget: async () => void (await ask(`delete-generic-password ${names}`)),
  };
}

/** One word without signs that a shell or a keychain would read. */
function pack(kept: Kept): string {
  return Buffer.from(JSON.stringify(kept)).toString("base64url");
}

/** What is not of its form is no sign-in: somebody else's, or of another version. */
function unpack(text: string): Kept | null {
  try {
    const parsed = keptSchema.safeParse(
      JSON.parse(Buffer.from(text.trim(), "base64url").toString("utf8")),
    );
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** A program's exit code and what it said; -1 where there is no such program, or it does not answer. */
function run(program: string, args: readonly string[], input = "") {
  return new Promise<{ readonly code: number; readonly said: string }>((resolve) => {
    const child = spawn(program, args, {
      stdio: ["pipe", "pipe", "ignore"],
      timeout: ANSWER_MILLISECONDS,
    });
    let said = "";
    child.stdout.on("data", (chunk) => {
      said += String(chunk);
    });
    child.stdin.on("error", () => undefined);
    child.once("error", () => resolve({ code: -1, said: "" }));
    child.once("close", (code) => resolve({ code: code ?? -1, said }));
    child.stdin.end(input);
  });
}
