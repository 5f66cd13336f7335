import type { Verbs } from "./verb";

/**
 * Every verb, in the order in which help lists them. A verb's file is loaded only when it is
 * called, so that `portcullis version` does not open a database driver.
 */
export const VERBS: Verbs = {
  try: () => import("./try"),
  why: () => import("./why"),
  login: () => import("./login"),
  whoami: () => import("./whoami"),
  logout: () => import("./logout"),
  ledger: () => import("./ledger"),
  doctor: () => import("./doctor"),
  migrate: () => import("./migrate"),
  tenants: () => import("./tenants"),
  keys: () => import("./keys"),
  version: () => import("./version"),
};
