import { describe, expect, it } from "vitest";
import { sortedBy, sortIn } from "./sorted";

const columns = ["name", "used"] as const;
const hrefOf = (sort: string) => `/list?sort=${sort}`;

describe("a table's head", () => {
  it("says how the table stands, and links to the other way round", () => {
    expect(sortedBy({ sort: "name", hrefOf }, "name").sort).toEqual({
      href: "/list?sort=-name",
      direction: "ascending",
    });
    expect(sortedBy({ sort: "-name", hrefOf }, "name").sort).toEqual({
      href: "/list?sort=name",
      direction: "descending",
    });
  });

  it("says nothing where the table is sorted by another column", () => {
    expect(sortedBy<"name" | "used">({ sort: "-name", hrefOf }, "used").sort).toEqual({
      href: "/list?sort=used",
      direction: undefined,
    });
  });
});

describe("the order in an address", () => {
  it("is one of the columns, either way, or none", () => {
    expect(sortIn(columns, "used")).toBe("used");
    expect(sortIn(columns, "-used")).toBe("-used");
    for (const text of [undefined, "", "--used", "secret", "-", "USED"]) {
      expect(sortIn(columns, text)).toBeUndefined();
    }
  });
});
