import { sha256Hex } from "@/lib/crypto";
import type { Config } from "@/lib/kernel";
import { type OpenApiDocument, openApiDocument } from "./document";

export type Rendered = {
  readonly document: OpenApiDocument;
  readonly text: string;
  readonly etag: string;
};

let rendered: { readonly origins: string; readonly as: Rendered } | undefined;

/** The description, and its bytes with their entity tag; made once for the addresses it names. */
export function renderedDocument(config: Pick<Config, "origins">): Rendered {
  const origins = JSON.stringify(config.origins);
  if (rendered?.origins !== origins) {
    const document = openApiDocument(config);
    const text = JSON.stringify(document, null, 1);
    rendered = { origins, as: { document, text, etag: `"${sha256Hex(text).slice(0, 32)}"` } };
  }
  return rendered.as;
}
