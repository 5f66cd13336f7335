/**
 * Ledger: an append-only, hash-chained log for each tenant. What is acknowledged is durable, what is
 * changed afterwards is found and located, and no secret or free text ever enters.
 */
export { appendEntries, type Receipt } from "./append-entries";
export {
  assertCodes,
  ENTRY_TYPES,
  type EntryDraft,
  type EntryType,
  type PreparedEntry,
  prepareEntry,
  type Slice,
} from "./entry";
export {
  headSchema,
  ledgerEntryViewSchema,
  ledgerHeadSchema,
  receiptSchema,
  receivedSchema,
  verificationSchema,
} from "./ledger.schema";
export {
  type EntryFilter,
  getHead,
  type LedgerEntryView,
  type LedgerHeadView,
  listEntries,
  listHistory,
} from "./list-entries";
export { readEntries, readHead, readTenants } from "./read-entries";
export {
  type Fault,
  type Finding,
  type Head,
  type StoredEntry,
  type Verification,
  verifyEntries,
} from "./verify-entries";
export { type VerifyWatch, verifyOwn, verifyTenant } from "./verify-log";
