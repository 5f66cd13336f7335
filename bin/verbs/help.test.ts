import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { helpVerb } from "./help";
import { VERBS } from "./table";
import { Misuse, parseWords } from "./verb";

let said = "";
beforeEach(() => {
  said = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    said += String(text);
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

describe("every verb", () => {
  it.each(Object.keys(VERBS))("%s explains itself under the name it is called by", async (name) => {
    const verb = (await VERBS[name]?.())?.verb;
    expect(verb?.name).toBe(name);
    expect(verb?.summary).toMatch(/^[A-Z].*[^.]$/);
    expect(verb?.usage).toContain(`portcullis ${name}`);
  });
});

describe("help", () => {
  const help = helpVerb(VERBS);

  it("lists every verb with its summary, as text and as JSON", async () => {
    expect(await help.run([])).toBe(0);
    for (const name of Object.keys(VERBS)) expect(said).toContain(`  ${name}`);
    said = "";
    expect(await help.run(["--json"])).toBe(0);
    const { verbs } = JSON.parse(said) as { verbs: { name: string }[] };
    expect(verbs.map(({ name }) => name)).toEqual(Object.keys(VERBS));
  });

  it("is misuse for a verb that does not exist", async () => {
    await expect(help.run(["nonsense"])).rejects.toThrow(Misuse);
    await expect(help.run(["constructor"])).rejects.toThrow(Misuse);
  });
});

describe("a verb's words", () => {
  it("understand --json everywhere and refuse what is unknown or incomplete", () => {
    const options = { head: { type: "string" } } as const;
    expect(parseWords(["x", "--head", "h", "--json"], options)).toMatchObject({
      json: true,
      positionals: ["x"],
      values: { head: "h" },
    });
    expect(() => parseWords(["--wrong"], options)).toThrow(Misuse);
    expect(() => parseWords(["--head"], options)).toThrow(Misuse);
  });
});
