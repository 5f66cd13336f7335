import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { PROBLEMS, Problem, type ProblemCode, problemDocument } from "@/lib/kernel";
import ProblemPage from "./[code]/page";
import ProblemsPage from "./page";

const CODES = Object.keys(PROBLEMS) as ProblemCode[];
const where = { origin: "https://console.example", instance: "/x", requestId: "request-1" };
const pageOf = async (code: string) =>
  renderToStaticMarkup(await ProblemPage({ params: Promise.resolve({ code }) }));
const shown = (text: string) => renderToStaticMarkup(text).replaceAll("`", "");

describe("the page behind a problem's type", () => {
  it.each(CODES)("%s says what it means, what to do, and what was lost", async (code) => {
    const { type } = problemDocument(new Problem(code), where);
    expect(type).toBe(`https://console.example/problems/${code}`);
    const text = (await pageOf(code)).replaceAll(/<\/?code[^>]*>/g, "");
    const { title, meaning, remedy, lost } = PROBLEMS[code];
    for (const part of [title, meaning, remedy, lost]) expect(text).toContain(shown(part));
  });

  it("is not there for a code that there is not", async () => {
    for (const code of ["no_such_code", "toString", "__proto__", ""])
      await expect(pageOf(code)).rejects.toThrow("NEXT_HTTP_ERROR_FALLBACK;404");
  });

  it("says of every fault of ours and of upstream servers what became of the call", () => {
    const usual = PROBLEMS.method_not_allowed.lost;
    for (const code of CODES)
      if (PROBLEMS[code].status >= 500) expect(PROBLEMS[code].lost).not.toBe(usual);
  });

  it("is one of those that the index lists", () => {
    const index = renderToStaticMarkup(ProblemsPage());
    for (const code of CODES) expect(index).toContain(`href="/problems/${code}"`);
  });
});
