"use client";
import { type UIEvent, useCallback, useLayoutEffect, useState } from "react";

/** The height of a line of code, in pixels: `leading-5`. */
export const LINE_PX = 20;
/** Drawn beyond what is in sight, so that scrolling a little draws nothing new. */
const BEYOND = 40;
/** What is drawn before the height is known. */
const FIRST = 80;

export type Window = { readonly from: number; readonly to: number };

/** The lines to draw of so many, counted from 0, the last one not with them. */
export function windowAt(scrolledPx: number, heightPx: number, lines: number): Window {
  const first = Math.floor(scrolledPx / LINE_PX) - BEYOND;
  const last = Math.ceil((scrolledPx + heightPx) / LINE_PX) + BEYOND;
  // In steps, so that not every pixel of scrolling is another window.
  const step = BEYOND / 2;
  const from = Math.max(0, Math.floor(first / step) * step);
  return { from: Math.min(from, lines), to: Math.min(lines, Math.ceil(last / step) * step) };
}

/** Follows a scrolled box: the lines that have to be drawn of a text of many. */
export function useCodeWindow(lines: number) {
  const [place, setPlace] = useState<Window>({ from: 0, to: FIRST });
  const [box, setBox] = useState<HTMLElement | null>(null);
  const follow = useCallback(
    ({ scrollTop, clientHeight }: HTMLElement) => {
      const next = windowAt(scrollTop, clientHeight, lines);
      setPlace((now) => (now.from === next.from && now.to === next.to ? now : next));
    },
    [lines],
  );
  useLayoutEffect(() => {
    if (box === null) return;
    follow(box);
    const watch = new ResizeObserver(() => follow(box));
    watch.observe(box);
    return () => watch.disconnect();
  }, [box, follow]);
  return {
    box: setBox,
    onScroll: (event: UIEvent<HTMLElement>) => follow(event.currentTarget),
    from: Math.min(place.from, lines),
    to: Math.min(place.to, lines),
  };
}

/** The width of the widest line in characters; those that a fixed-width font draws wide count twice. */
export function widestLine(lines: readonly string[]): number {
  let widest = 0;
  for (const line of lines) {
    // Cheap first: no line is wider than all of it drawn wide.
    if (line.length * 2 <= widest && !line.includes("\t")) continue;
    let width = 0;
    for (const char of line) width += char === "\t" ? 8 : char >= "\u1100" ? 2 : 1;
    widest = Math.max(widest, width);
  }
  return widest;
}
