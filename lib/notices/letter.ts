import type { NoticeKind } from "./kinds";

export type Letter = { readonly subject: string; readonly text: string };

/**
 * What a notice says by mail: plain text, and nothing that was typed by anybody but the name of the
 * organisation, whose line breaks are taken out, since a subject is a header.
 */
export function writeLetter(
  kind: NoticeKind,
  of: { readonly console: string; readonly slug: string; readonly tenantName: string },
): Letter {
  const name = of.tenantName.replace(/\p{Cc}+/gu, " ").trim();
  const page = `${of.console}/t/${of.slug}${kind.path}`;
  return {
    subject: `${name}: ${kind.title}`,
    text: [
      `${kind.text}`,
      `Organisation: ${name}`,
      `See it in the console: ${page}`,
      "Portcullis never asks for a password or a code by mail.",
    ].join("\n\n"),
  };
}
