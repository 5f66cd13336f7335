export type NewServer = { readonly name: string; readonly workspaceId?: string | undefined } & (
  | {
      readonly url: string;
      readonly credential?: string | { readonly header: string; readonly value: string };
    }
  | {
      readonly command: string;
      readonly args: readonly string[];
      readonly env: Readonly<Record<string, string>>;
      readonly credential?: { readonly variable: string; readonly value: string };
    }
);

export type Place = "address" | "command";
export type CredentialForm = "none" | "bearer" | "header";

/**
 * What the registration form holds, as it is sent. An argument stands on a line of its own, spaces
 * and all; a variable is NAME=value, and a line without "=" is a name alone, for the server to judge.
 */
export function readRegistration(
  text: (field: string) => string,
  place: Place,
  form: CredentialForm,
): NewServer {
  // Without a choice of workspaces, the one that is meant goes without saying.
  const named = { name: text("name"), workspaceId: text("workspaceId") || undefined };
  const value = text("value");
  if (place === "address") {
    const credential =
      form === "bearer" ? value : form === "header" ? { header: text("header"), value } : undefined;
    return { ...named, url: text("url").trim(), credential };
  }
  const variable = text("variable").trim();
  const credential = variable === "" && value === "" ? undefined : { variable, value };
  const args = linesOf(text("args"));
  const env = Object.fromEntries(
    linesOf(text("env")).map((line) => {
      const at = line.indexOf("=");
      return at === -1 ? [line.trim(), ""] : [line.slice(0, at).trim(), line.slice(at + 1)];
    }),
  );
  return { ...named, command: text("command").trim(), args, env, credential };
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== "");
}
