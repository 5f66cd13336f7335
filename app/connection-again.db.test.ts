import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Caller } from "@/lib/access";
import { actingInSession } from "@/lib/access/testing/acting";
import { makeSession, makeTenant } from "@/lib/db/testing";
import { createConnection, type Jackson, removeConnection } from "@/lib/identity";
import { samlConnections } from "@/lib/identity/saml";
import { type KeyPair, keyPair } from "@/lib/identity/saml/testing/key-pair";
import { Problem } from "@/lib/kernel";
import { type TestSignIn, testSignIn } from "./testing/sign-in";

const ENTITY = "https://idp.again.test";
let house: TestSignIn;
let owner: Caller;
let first: KeyPair;
let second: KeyPair;
beforeAll(async () => {
  house = await testSignIn();
  const tenant = await makeTenant(house.database);
  await makeSession(house.database, tenant);
  owner = actingInSession(tenant, "owner");
  [first, second] = await Promise.all([keyPair("first"), keyPair("second")]);
});
afterAll(() => house.close());

const rooms = (jackson: Jackson = house.jackson) => ({
  ...{ db: house.db, config: house.config },
  signInDoor: async () => ({ jackson, secret: "" }),
});
const connect = ({ certificate }: KeyPair) =>
  createConnection(rooms(), owner, {
    ...{ kind: "saml", vendor: "other", name: "Provider", signatures: "both" },
    metadata: { entityId: ENTITY, ssoUrl: `${ENTITY}/sso`, certificates: [certificate] },
  });
/** By which certificates the broker knows the provider. */
const known = async () => {
  const all = await samlConnections(house.jackson, owner.tenantId);
  return all.flatMap(({ certificates }) => certificates.map((one) => one.replace(/\s/g, "")));
};
const bare = ({ certificate }: KeyPair) => certificate.replace(/\s/g, "");

describe("a connection that is made again while the one before is removed", () => {
  it("stays with the broker, though that is told late to forget the one before", async () => {
    const { id } = await connect(first);
    const late: Jackson = {
      ...house.jackson,
      holding: async (...of) => {
        const held = await house.jackson.holding(...of);
        const forget = async () => {
          await connect(second);
          await held.forget();
        };
        return { forget };
      },
    };
    await removeConnection(rooms(late), owner, id);
    expect(await known()).toEqual([bare(second)]);
  });

  it("stays with the broker wherever the two meet, and is gone where it was not made", async () => {
    const [row] = await house.database.admin<{ id: string }>(
      "select id from portcullis.connections where tenant_id = $1",
      [owner.tenantId],
    );
    let id = row?.id ?? "";
    for (let round = 0; round < 5; round++) {
      const pair = round % 2 === 0 ? first : second;
      const made = connect(pair).catch(async (error: unknown) => {
        if (!(error instanceof Problem) || error.code !== "conflict") throw error;
        return null;
      });
      await removeConnection(rooms(), owner, id);
      const again = (await made) ?? (await connect(pair));
      expect(await known()).toEqual([bare(pair)]);
      id = again.id;
    }
    await removeConnection(rooms(), owner, id);
    expect(await known()).toEqual([]);
  });
});
