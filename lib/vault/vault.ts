import { associatedData, open, seal } from "@/lib/crypto";
import type { Database, Identity } from "@/lib/db";
import { isId, Problem, Secret } from "@/lib/kernel";
import { DataKeys } from "./data-keys";
import type { Kms } from "./local-kms";

/** Where a sealed value stands. It opens nowhere else: all of this is bound as associated data. */
export type Place = {
  /** Null where it belongs to the organisation and to no workspace. */
  readonly workspaceId: string | null;
  readonly purpose: string;
  readonly table: string;
  readonly record: string;
  readonly field: string;
};

export type Vault = {
  /** Seals a value under the current data key of the tenant and purpose. */
  seal(identity: Identity, place: Place, value: Secret): Promise<Buffer>;
  /** Opens a sealed value. `unavailable` if its key cannot be had or the record was altered. */
  open(identity: Identity, place: Place, record: Uint8Array): Promise<Secret>;
};

const VERSION = 1;
const HEADER_BYTES = 1 + 1 + 16;

/**
 * The vault: AES-256-GCM under data keys of the tenant. A record is version byte, key-encryption-key
 * version, data-key id, nonce, ciphertext and tag, so that keys can rotate while old records open.
 */
export function createVault(db: Database, kms: Kms): Vault {
  const keys = new DataKeys(db, kms);
  return {
    seal: async (identity, place, value) => {
      const { id, kekVersion, key } = await keys.current(
        identity,
        place.purpose,
        place.workspaceId,
      );
      const header = Buffer.from([
        VERSION,
        kekVersion,
        ...Buffer.from(id.replaceAll("-", ""), "hex"),
      ]);
      const body = seal(key, Buffer.from(value.reveal()), bind(identity, place));
      return Buffer.concat([header, body]);
    },
    open: async (identity, place, record) => {
      const { id, kekVersion } = readHeader(record);
      const data = await keys.byId(identity, id, place.workspaceId);
      try {
        if (data.kekVersion !== kekVersion) throw new Error("key version differs");
        return new Secret(
          open(data.key, record.subarray(HEADER_BYTES), bind(identity, place)).toString(),
        );
      } catch (cause) {
        throw new Problem("unavailable", {
          internal: `a sealed ${place.field} did not open`,
          cause,
        });
      }
    },
  };
}

function bind(identity: Identity, place: Place): Buffer {
  return associatedData(String(VERSION), identity.tenantId, place.table, place.record, place.field);
}

function readHeader(record: Uint8Array): { readonly id: string; readonly kekVersion: number } {
  const hex = Buffer.from(record.subarray(2, HEADER_BYTES)).toString("hex");
  const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  if (record[0] !== VERSION || !isId(id)) {
    throw new Problem("unavailable", { internal: "a sealed record is of an unknown form" });
  }
  return { id, kekVersion: record[1] ?? 0 };
}
