import { afterAll, beforeAll, expect, it } from "vitest";
import { Problem } from "@/lib/kernel";
import { makeTenant, type TestDatabase, testDatabase } from "./testing";
import { withTenant } from "./with-tenant";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

it("a text that the database cannot hold is the request's fault, not the house's", async () => {
  const db = database.open();
  const { identity } = await makeTenant(database);
  const find = withTenant(db, identity, (tx) => tx.member.findMany({ where: { name: "a\0b" } }));
  await expect(find).rejects.toSatisfy(
    (error) => error instanceof Problem && error.code === "invalid_request",
  );
});
