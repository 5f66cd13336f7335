import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const css = readFileSync(join(import.meta.dirname, "globals.css"), "utf8");

/** The tokens as written: one colour for both themes, or a light and a dark one. */
const tokens = new Map(
  [
    ...css.matchAll(
      /--([a-z-]+): (?:light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)|(#[0-9a-f]{6}));/g,
    ),
  ].map(([, name = "", light, dark, both]) => [name, [light ?? both, dark ?? both] as const]),
);

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string, theme: 0 | 1): number {
  const [x, y] = [a, b].map((name) => luminance(tokens.get(name)?.[theme] ?? "#000000"));
  const [high, low] = [Math.max(x ?? 0, y ?? 0), Math.min(x ?? 0, y ?? 0)];
  return (high + 0.05) / (low + 0.05);
}

const GROUNDS = ["canvas", "surface", "raised", "hover", "active"];
const ON_ANY_GROUND = [
  "text",
  "muted",
  "faint",
  "accent-text",
  "danger-text",
  "ok-text",
  "warn-text",
];
const PAIRS = [
  ["on-accent", "accent"],
  ["on-accent", "accent-strong"],
  ["on-accent", "danger"],
  ["on-accent", "danger-strong"],
  ...["accent", "danger", "ok", "warn"].flatMap((kind) => [
    [`${kind}-text`, `${kind}-soft`],
    ["text", `${kind}-soft`],
    ["muted", `${kind}-soft`],
    ["faint", `${kind}-soft`],
  ]),
  ...ON_ANY_GROUND.flatMap((text) => GROUNDS.map((ground) => [text, ground])),
] as [string, string][];

describe.each([
  ["light", 0],
  ["dark", 1],
] as const)("in the %s theme", (_name, theme) => {
  it.each(PAIRS)("%s reads on %s (WCAG AA, 4.5)", (text, ground) => {
    expect(tokens.has(text) && tokens.has(ground)).toBe(true);
    expect(contrast(text, ground, theme)).toBeGreaterThanOrEqual(4.5);
  });
  it.each(["canvas", "surface", "raised"])("a control's edge shows on %s (3)", (ground) => {
    expect(contrast("control", ground, theme)).toBeGreaterThanOrEqual(3);
  });
});
