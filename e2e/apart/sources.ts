/*
 * What the console is made of, read from the file system: a page, a route or an action that is added
 * is there in every test that goes through all of them.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "@swc/core";

const root = join(import.meta.dirname, "../..");
/** The pages that only members of the organisation in the address see. */
const BEHIND_SIGN_IN = "app/t/[slug]/(console)/";

/** The path of a page or route with its parameters in brackets, such as `/t/[slug]/servers/[id]`. */
export type Pattern = string;

function filesNamed(name: string): string[] {
  return readdirSync(join(root, "app"), { recursive: true, encoding: "utf8" })
    .map((path) => `app/${path}`)
    .filter((path) => path.endsWith(`/${name}`))
    .sort();
}

/** Groups stand in brackets of their own and are no part of the address. */
function patternOf(file: string): Pattern {
  const steps = file.split("/").slice(1, -1);
  return `/${steps.filter((step) => !/^\(.*\)$/.test(step)).join("/")}`;
}

/** Every page behind the sign-in. */
export const CONSOLE_PAGES: readonly Pattern[] = filesNamed("page.tsx")
  .filter((file) => file.startsWith(BEHIND_SIGN_IN))
  .map(patternOf);
/** Every page of everybody. */
export const OPEN_PAGES: readonly Pattern[] = filesNamed("page.tsx")
  .filter((file) => !file.startsWith(BEHIND_SIGN_IN))
  .map(patternOf);
/** Every route that is no page. */
export const ROUTES: readonly Pattern[] = filesNamed("route.ts").map(patternOf);

/** The path of a page or route with these parameters. A parameter that nobody knows fails the test. */
export function pathOf(pattern: Pattern, params: Readonly<Record<string, string>>): string {
  return pattern.replaceAll(/\[+(?:\.\.\.)?(\w+)\]+/g, (step, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`Say what ${step} of ${pattern} is in this test.`);
    return encodeURIComponent(value);
  });
}

export type Action = {
  /** Such as `app/organisation.ts goToOrganisation`. */
  readonly name: string;
  readonly id: string;
  /** A page that holds it. */
  readonly page: Pattern;
};
type Manifest = {
  readonly node: Readonly<
    Record<string, { filename: string; exportedName: string; workers: Record<string, unknown> }>
  >;
  readonly edge: object;
};

/** Every server action that the built console takes calls for. */
export function builtActions(): Action[] {
  const file = join(root, ".next/server/server-reference-manifest.json");
  const { node, edge } = JSON.parse(readFileSync(file, "utf8")) as Manifest;
  if (Object.keys(edge).length > 0) throw new Error("There are actions of another kind.");
  return Object.entries(node).map(([id, { filename, exportedName, workers }]) => ({
    name: `${filename} ${exportedName}`,
    id,
    page: patternOf(`${Object.keys(workers)[0]}.tsx`),
  }));
}

/** The server actions of the sources: every function that a file under "use server" gives out. */
export function writtenActions(): string[] {
  const files = ["app", "components", "lib"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .map((path) => `${folder}/${path}`)
      .filter((path) => /\.tsx?$/.test(path) && !/\.test\.ts$/.test(path)),
  );
  return files.flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8");
    return text.includes("use server") ? actionsIn(file, text) : [];
  });
}

function actionsIn(file: string, text: string): string[] {
  const tsx = file.endsWith("x");
  const { body } = parseSync(text, { syntax: "typescript", tsx, target: "es2024" });
  const [first] = body;
  const directive =
    first?.type === "ExpressionStatement" && first.expression.type === "StringLiteral"
      ? first.expression.value
      : "";
  if (directive !== "use server")
    throw new Error(`${file}: an action within a function is seen by no test. Give it a file.`);
  return body.flatMap((item) =>
    item.type === "ExportDeclaration" && item.declaration.type === "FunctionDeclaration"
      ? [`${file} ${item.declaration.identifier.value}`]
      : [],
  );
}
