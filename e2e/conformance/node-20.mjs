/*
 * Loaded before the newer suite (`node --import`). It imports `globSync` from `fs`, which Node 20 does
 * not have, for a command that is not used here. So it gets a `fs` that has one and refuses to run it.
 */
import { register } from "node:module";

const fs = `
export * from "node:fs";
export { default } from "node:fs";
export const globSync = () => {
  throw new Error("globSync is not there on Node 20.");
};`;
const hooks = `
const fs = ${JSON.stringify(`data:text/javascript,${encodeURIComponent(fs)}`)};
export async function resolve(specifier, context, next) {
  if (specifier === "fs" && context.parentURL?.includes("/conformance-alpha/"))
    return { url: fs, format: "module", shortCircuit: true };
  return await next(specifier, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
