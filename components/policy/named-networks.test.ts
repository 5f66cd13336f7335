import { expect, it } from "vitest";
import { linesOfNamed, namedOf } from "./named-networks";

it.each([
  ["Office: 192.0.2.0/24", { name: "Office", networks: ["192.0.2.0/24"] }],
  [
    " Office :192.0.2.1,2001:db8::/32 ",
    { name: "Office", networks: ["192.0.2.1", "2001:db8::/32"] },
  ],
  ["Office", { name: "Office", networks: [] }],
  [": 192.0.2.1", { name: "", networks: ["192.0.2.1"] }],
])("the line %s is read as it is meant", (line, named) => {
  expect(namedOf(line)).toEqual(named);
});

it("what is shown is read as the same again", () => {
  const named = [{ name: "Office Berlin", networks: ["10.1.0.0/16", "2001:db8::/32"] }];
  expect(linesOfNamed(named).map(namedOf)).toEqual(named);
});
