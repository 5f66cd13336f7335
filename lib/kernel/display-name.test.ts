import { describe, expect, it } from "vitest";
import { displayName } from "./display-name";

const name = displayName("Give it a name");

describe("a display name", () => {
  it.each([
    ["billing tools", "billing tools"],
    ["  spaces around  ", "spaces around"],
    ["Zahlungen für Österreich", "Zahlungen für Österreich"],
    ["支払い 🧾 ❤️", "支払い 🧾 ❤️"],
    ["x".repeat(120), "x".repeat(120)],
  ])("is taken: %j", (given, kept) => {
    expect(name.parse(given)).toBe(kept);
  });

  it.each([
    ["a terminal escape", "red \u001b[31mserver"],
    ["an eight-bit escape", "red \u009b31m"],
    ["a line feed", "a\nb"],
    ["a carriage return", "a\rb"],
    ["a tab", "a\tb"],
    ["a control at its end, where trimming would hide it", "name\n"],
    ["NUL", "a\0b"],
    ["DEL", "a\u007f"],
    ["a right-to-left override", "safe\u202egnp.exe"],
    ["a bidi isolate", "a\u2066b\u2069"],
    ["a right-to-left mark", "a\u200fb"],
    ["an Arabic letter mark", "a\u061cb"],
    ["a zero-width space", "ad\u200bmin"],
    ["a zero-width joiner", "ad\u200dmin"],
    ["a byte order mark at its start", "\ufeffadmin"],
    ["a word joiner", "ad\u2060min"],
    ["a soft hyphen", "ad\u00admin"],
    ["a combining grapheme joiner", "ad\u034fmin"],
    ["a tag character", "admin\u{e0041}"],
    ["a line separator", "a\u2028b"],
    ["a Hangul filler", "\u3164"],
    ["a blank Braille pattern", "\u2800"],
    ["half a surrogate pair", "a\ud800"],
    ["a private character", "a\ue000"],
  ])("is refused with %s", (_what, given) => {
    const result = name.safeParse(given);
    expect(result.error?.issues[0]?.message).toMatch(/cannot be seen/);
  });

  it.each([
    ["", "Give it a name"],
    ["   ", "Give it a name"],
    ["x".repeat(121), "A name has at most 120 characters"],
  ])("is refused: %j", (given, message) => {
    expect(name.safeParse(given).error?.issues[0]?.message).toBe(message);
  });
});
