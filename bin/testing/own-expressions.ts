import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "@swc/core";

/** A regular expression as it stands in a source: with where it is first, for the one who must mend it. */
export type OwnExpression = {
  readonly file: string;
  readonly pattern: string;
  readonly flags: string;
};

export type Expressions = {
  /** How many source files were read. */
  readonly files: number;
  readonly expressions: readonly OwnExpression[];
  /** The files that make an expression of a text at run time, which nobody can judge beforehand. */
  readonly makers: readonly string[];
};

type Node = { readonly type?: unknown; readonly [key: string]: unknown };

/** Every regular expression of the sources below these folders and files; tests and their parts are none of them. */
export function findExpressions(root: string, places: readonly string[]): Expressions {
  const found = new Map<string, OwnExpression>();
  const makers = new Set<string>();
  const files = places.flatMap((place) => sourcesOf(root, place));
  for (const file of files) {
    visit(parse(root, file), (node) => {
      if (node.type === "RegExpLiteral") {
        const { pattern, flags } = node as { pattern: string; flags: string };
        const key = `${pattern}/${flags}`;
        if (!found.has(key)) found.set(key, { file, pattern, flags });
      } else if (makesExpression(node)) makers.add(file);
    });
  }
  return { files: files.length, expressions: [...found.values()], makers: [...makers] };
}

function sourcesOf(root: string, place: string): string[] {
  if (isSource(place)) return [place];
  return readdirSync(join(root, place), { recursive: true, encoding: "utf8" })
    .map((path) => `${place}/${path}`)
    .filter((path) => isSource(path));
}

function isSource(path: string): boolean {
  const ours = !/\/(?:testing|generated|isolation)\/|\.(?:test|spec)\./.test(path);
  return ours && /\.(?:ts|tsx|mjs)$/.test(path) && !/\.d\.m?ts$/.test(path);
}

function parse(root: string, file: string): unknown {
  const text = readFileSync(join(root, file), "utf8");
  return file.endsWith(".mjs")
    ? parseSync(text, { syntax: "ecmascript", target: "es2024" })
    : parseSync(text, { syntax: "typescript", tsx: file.endsWith("x"), target: "es2024" });
}

function visit(value: unknown, see: (node: Node) => void): void {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) see(value as Node);
  for (const part of Object.values(value)) visit(part, see);
}

function makesExpression({ type, callee }: Node): boolean {
  if (type !== "NewExpression" && type !== "CallExpression") return false;
  return (callee as { value?: unknown } | undefined)?.value === "RegExp";
}
