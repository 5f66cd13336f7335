"use server";
import { z } from "zod";
import {
  addDomain,
  changeConnection,
  changeConnectionState,
  changeDomain,
  connectionChangeSchema,
  connectionRenewalSchema,
  connectionStateSchema,
  createConnection,
  createRecoveryCodes,
  createSetupLink,
  domainChangeSchema,
  newConnectionSchema,
  newDomainSchema,
  newSetupLinkSchema,
  removeConnection,
  removeDomain,
  renewConnection,
  revokeSetupLink,
  verifyDomain,
} from "@/lib/identity";
import { act } from "../../attempt";

const nothing = z.undefined();

/** Sets up a connection, as a draft. */
export async function create(slug: string, input: unknown) {
  return await act(slug, newConnectionSchema, input, (house, caller, given) =>
    createConnection(house, caller, given),
  );
}

/** Changes what a connection gives to whom. */
export async function change(slug: string, id: string, input: unknown) {
  return await act(slug, connectionChangeSchema, input, (house, caller, given) =>
    changeConnection(house, caller, id, given),
  );
}

/** Puts a connection in use, makes it the only way in, or shuts it. */
export async function setState(slug: string, id: string, input: unknown) {
  return await act(slug, connectionStateSchema, input, (house, caller, given) =>
    changeConnectionState(house, caller, id, given),
  );
}

/** Gives a connection its provider's new secret or certificates. */
export async function renew(slug: string, id: string, input: unknown) {
  return await act(slug, connectionRenewalSchema, input, (house, caller, given) =>
    renewConnection(house, caller, id, given),
  );
}

/** Removes a connection. */
export async function remove(slug: string, id: string) {
  return await act(slug, nothing, undefined, (house, caller) =>
    removeConnection(house, caller, id),
  );
}

/** Adds a domain. */
export async function addOne(slug: string, input: { readonly name: string }) {
  return await act(slug, newDomainSchema, input, (house, caller, given) =>
    addDomain(house, caller, given),
  );
}

/** Looks for a domain's record. */
export async function verify(slug: string, id: string) {
  return await act(slug, nothing, undefined, (house, caller) => verifyDomain(house, caller, id));
}

/** Says which connection alone may vouch for a domain. */
export async function bind(
  slug: string,
  id: string,
  input: { readonly connectionId: string | null },
) {
  return await act(slug, domainChangeSchema, input, (house, caller, given) =>
    changeDomain(house, caller, id, given),
  );
}

/** Removes a domain. */
export async function removeOne(slug: string, id: string) {
  return await act(slug, nothing, undefined, (house, caller) => removeDomain(house, caller, id));
}

/** Makes the signed-in owner's emergency sign-in codes. They leave the server once, in this answer. */
export async function makeCodes(slug: string, how: string) {
  return await act(slug, z.literal("anew"), how, async (house, caller) => {
    const { codes, receipt } = await createRecoveryCodes(house, caller);
    return { codes: codes.map((code) => code.reveal()), receipt };
  });
}

/** Makes a setup link. It leaves the server once, in this answer. */
export async function makeLink(
  slug: string,
  input: { readonly note: string; readonly days: number },
) {
  return await act(slug, newSetupLinkSchema, input, async (house, caller, given) => {
    const { url, ...rest } = await createSetupLink(house, caller, given);
    return { ...rest, url: url.reveal() };
  });
}

/** Ends a setup link that was not used. */
export async function revokeLink(slug: string, id: string) {
  return await act(slug, nothing, undefined, (house, caller) => revokeSetupLink(house, caller, id));
}
