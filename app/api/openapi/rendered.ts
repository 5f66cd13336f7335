import { sha256Hex } from "@/lib/crypto";
import type { Config } from "@/lib/kernel";
import { openApiDocument } from "./document";

export type Rendered = { readonly text: string; readonly etag: string };

let rendered: { readonly origins: string; readonly as: Rendered } | undefined;

/** The description as bytes with their entity tag; made once for the addresses it names. */
export function renderedDocument(config: Pick<Config, "origins">): Rendered {
  const origins = JSON.stringify(config.origins);
  if (rendered?.origins !== origins) {
    const text = JSON.stringify(openApiDocument(config), null, 1);
    rendered = { origins, as: { text, etag: `"${sha256Hex(text).slice(0, 32)}"` } };
  }
  return rendered.as;
}
