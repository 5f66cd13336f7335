import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { endpointsOf } from "../handle";
import { operations } from "./operations";
import { ROUTES } from "./routes";

const API = join(import.meta.dirname, "../v1");
/** Answers without `handle`: public, and described by hand beside the operations. */
const BY_HAND = ["/api/v1/openapi.json", "/api/v1/device", "/api/v1/token"];

const files = readdirSync(API, { recursive: true, encoding: "utf8" })
  .filter((file) => /(^|[\\/])route\.ts$/.test(file))
  .map((file) => {
    const folder = file.replaceAll("\\", "/").replace(/\/?route\.ts$/, "");
    return { file, path: `/api/v1/${folder}`.replaceAll(/\[(\w+)\]/g, "{$1}") };
  });
const listed: Readonly<Record<string, { readonly GET?: unknown }>> = ROUTES;

describe("the list of the API's paths", () => {
  it("has every route file, and no other", () => {
    const paths = files.map(({ path }) => path).filter((path) => !BY_HAND.includes(path));
    expect(paths.length).toBeGreaterThan(10);
    expect(Object.keys(listed).sort()).toEqual(paths.sort());
  });

  it.each(Object.keys(listed))("leads %s to the file of that path", async (path) => {
    const file = files.find((one) => one.path === path)?.file ?? "";
    const route = (await import(join(API, file))) as { GET?: unknown };
    expect(endpointsOf(route)).toBe(endpointsOf(listed[path] ?? {}));
    expect(Object.keys(endpointsOf(route)).length).toBeGreaterThan(0);
  });
});

describe("every operation", () => {
  it.each(operations())("$method $path says what it is", ({ path, endpoint }) => {
    const { operation, summary, gives, params } = endpoint;
    expect(operation).toMatch(/^[a-z]+[A-Z][A-Za-z]+$/);
    expect(summary).toMatch(/^[A-Z][^\n]{10,120}\.$/);
    expect(gives).toBeDefined();
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(Object.keys(params?.shape ?? {})).toEqual(named);
  });

  it("has a name of its own", () => {
    const names = operations().map(({ endpoint }) => endpoint.operation);
    expect(new Set(names).size).toBe(names.length);
  });
});
