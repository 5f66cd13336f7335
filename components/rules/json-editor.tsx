"use client";
import { type KeyboardEvent, memo, type Ref, useId, useMemo, useRef } from "react";
import { cx } from "@/components/ui/cx";
import { LINE_PX, useCodeWindow, widestLine } from "./code-window";
import { type Token, tokensOf } from "./highlight";

export type LineFault = { readonly line: number; readonly message: string };

type JsonEditorProps = {
  readonly ref?: Ref<HTMLTextAreaElement>;
  readonly label: string;
  readonly text: string;
  readonly faults: readonly LineFault[];
  readonly readOnly?: boolean;
  /** The lines that the tool opened in the grid stands on, counted from 1. */
  readonly marked?: { readonly from: number; readonly to: number } | null;
  readonly onChange: (text: string) => void;
  readonly onUndo?: () => void;
  readonly onRedo?: () => void;
};

const COLOURS: Readonly<Record<Token["kind"], string>> = {
  key: "text-accent-text",
  string: "text-ok-text",
  number: "text-warn-text",
  word: "text-warn-text",
  plain: "text-muted",
};

/**
 * A text area with line numbers, colours and marks at faulty lines. The text area is real: undo,
 * selection, spelling of screen readers and phones' keyboards work as everywhere; the colours lie
 * beneath it, and are drawn for the lines in sight alone: a document can have thousands.
 */
export function JsonEditor(props: JsonEditorProps) {
  const { ref, label, text, faults, readOnly, marked, onChange, onUndo, onRedo } = props;
  const helpId = useId();
  // After Escape the next Tab leaves, so that nobody is caught inside.
  const leaving = useRef(false);
  const lines = useMemo(() => text.split("\n"), [text]);
  const widest = useMemo(() => widestLine(lines), [lines]);
  const { box, onScroll, from, to } = useCodeWindow(lines.length);
  const shown = lines
    .slice(from, to)
    .map((line, index) => ({ line: from + index + 1, text: line }));
  const before = { height: from * LINE_PX };
  const after = { height: (lines.length - to) * LINE_PX };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // The text is rewritten by the grid too, which the browser's own history does not know.
    const history = historyKey(event);
    if (history !== null && onUndo && onRedo) {
      event.preventDefault();
      return history === "undo" ? onUndo() : onRedo();
    }
    if (event.key === "Tab" && !event.shiftKey && !leaving.current && !readOnly) {
      event.preventDefault();
      insert("  ");
    } else if (event.key === "Enter" && !readOnly) {
      event.preventDefault();
      insert(`\n${indentAfter(event.currentTarget)}`);
    }
    leaving.current = event.key === "Escape";
  };
  const lookOf = (line: number): Look => {
    if (faults.some((fault) => fault.line === line)) return "faulty";
    return marked && line >= marked.from && line <= marked.to ? "marked" : "plain";
  };
  return (
    <div>
      <div
        ref={box}
        onScroll={onScroll}
        className="max-h-[calc(100dvh-11rem)] min-h-80 overflow-auto rounded-md border border-control bg-raised font-mono text-sm leading-5 has-focus-visible:outline-2 has-focus-visible:outline-offset-1 has-focus-visible:outline-accent"
      >
        <div className="relative grid min-h-80 w-max min-w-full grid-cols-[auto_1fr]">
          <div
            aria-hidden
            className="sticky left-0 z-10 border-r border-line bg-canvas py-2 text-right text-xs leading-5 text-faint select-none"
            style={{ minWidth: `calc(${String(lines.length).length}ch + 1.25rem)` }}
          >
            <div style={before} />
            {shown.map(({ line }) => {
              const fault = faults.find((one) => one.line === line);
              return (
                <div
                  key={line}
                  title={fault?.message}
                  className={cx("px-2.5", fault && "bg-danger-soft font-semibold text-danger-text")}
                >
                  {line}
                </div>
              );
            })}
            <div style={after} />
          </div>
          <div className="relative" style={{ minWidth: `calc(${widest}ch + 1.5rem)` }}>
            <div aria-hidden className="py-2 whitespace-pre">
              <div style={before} />
              {shown.map(({ line, text: own }) => (
                <Line key={line} text={own} look={lookOf(line)} />
              ))}
              <div style={after} />
            </div>
            <textarea
              ref={ref}
              aria-label={label}
              aria-describedby={helpId}
              aria-invalid={faults.length > 0 || undefined}
              value={text}
              readOnly={readOnly}
              onChange={(event) => onChange(event.target.value)}
              onKeyDown={onKeyDown}
              wrap="off"
              spellCheck={false}
              autoCapitalize="off"
              autoComplete="off"
              autoCorrect="off"
              className="absolute inset-0 resize-none overflow-hidden bg-transparent px-3 py-2 text-transparent caret-text outline-none selection:text-text"
            />
          </div>
        </div>
      </div>
      <p id={helpId} className="mt-1.5 text-xs text-faint">
        {readOnly ? "Read only." : "Tab indents. Press Escape, then Tab, to leave the editor."}
      </p>
    </div>
  );
}

type Look = "faulty" | "marked" | "plain";
const LOOKS = { faulty: "bg-danger-soft", marked: "bg-accent-soft", plain: "" } as const;

/** One line in colours; drawn anew only where it changed. */
const Line = memo(function Line({ text, look }: { readonly text: string; readonly look: Look }) {
  return (
    <div className={cx("h-5 px-3", LOOKS[look])}>
      {tokensOf(text).map((token, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one line, in order
        <span key={at} className={COLOURS[token.kind]}>
          {token.text}
        </span>
      ))}
    </div>
  );
});

/** Whether a key undoes or redoes, here as everywhere. */
export function historyKey(event: KeyboardEvent): "undo" | "redo" | null {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return null;
  const key = event.key.toLowerCase();
  if (key === "y") return "redo";
  return key === "z" ? (event.shiftKey ? "redo" : "undo") : null;
}

/** Inserts at the caret as typing would, so that undo takes it back; no newer way keeps undo. */
function insert(text: string) {
  document.execCommand("insertText", false, text);
}

/** Puts the caret at a line and brings it into sight. */
export function goToLine(area: HTMLTextAreaElement | null, line: number): void {
  if (area === null) return;
  const offset =
    area.value
      .split("\n")
      .slice(0, line - 1)
      .join("\n").length + (line > 1 ? 1 : 0);
  area.focus({ preventScroll: true });
  area.setSelectionRange(offset, offset);
  showLine(area, line);
}

/** Brings a line into sight, and leaves the caret where it is. */
export function showLine(area: HTMLTextAreaElement | null, line: number): void {
  const box = area?.closest(".overflow-auto");
  box?.scrollTo({ top: Math.max(0, (line - 5) * LINE_PX) });
}

function indentAfter(area: HTMLTextAreaElement): string {
  const line = area.value.slice(0, area.selectionStart).split("\n").at(-1) ?? "";
  const indent = /^\s*/.exec(line)?.[0] ?? "";
  return /[{[]\s*$/.test(line) ? `${indent}  ` : indent;
}
