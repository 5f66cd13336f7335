import { CopyButton } from "./copy-button";
import { cx } from "./cx";

type CodeBlockProps = {
  readonly code: string;
  readonly label: string;
  readonly wrap?: boolean;
  readonly className?: string;
};

/** Text to paste elsewhere, or a document to read, with a button that copies it. */
export function CodeBlock({ code, label, wrap, className }: CodeBlockProps) {
  return (
    <div
      className={cx("relative overflow-hidden rounded-md border border-line bg-canvas", className)}
    >
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        aria-label={label}
        className="max-h-[inherit] overflow-auto rounded-[inherit]"
      >
        <pre
          className={cx(
            "p-3 pr-10 font-mono text-xs leading-5",
            wrap && "break-all whitespace-pre-wrap",
          )}
        >
          <code>{code}</code>
        </pre>
      </section>
      <CopyButton
        text={code}
        label={`Copy ${label}`}
        className="absolute top-2.5 right-2 bg-canvas"
      />
    </div>
  );
}
