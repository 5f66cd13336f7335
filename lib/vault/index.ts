/**
 * Vault: seals what must not be read from the database. Each tenant has its own keys, each record
 * names the key it is under, and a record moved elsewhere does not open.
 */
export { type Kms, localKms } from "./local-kms";
export { createVault, type Place, type Vault } from "./vault";
