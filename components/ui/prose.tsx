import { Fragment } from "react";

const CODE = /(`[^`]+`)/;

/** A sentence in which what stands between backticks is code. */
export function Prose({ text }: { readonly text: string }) {
  return text.split(CODE).map((part, place) => {
    // The parts of a text that does not change keep their places.
    const key = `${place}`;
    return part.startsWith("`") ? (
      <code key={key} className="font-mono text-[0.92em] break-words">
        {part.slice(1, -1)}
      </code>
    ) : (
      <Fragment key={key}>{part}</Fragment>
    );
  });
}
