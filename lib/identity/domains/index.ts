/** Domains that an organisation has shown to be its own: only their addresses may be vouched for. */
export { addDomain } from "./add-domain";
export { changeDomain, removeDomain } from "./change-domain";
export {
  addedDomainSchema,
  checkedDomainSchema,
  domainChangeSchema,
  domainReceiptSchema,
  domainViewSchema,
  newDomainSchema,
} from "./domain.schema";
export { domainName, domainOf } from "./domain-name";
export { type DomainView, listDomains } from "./list-domains";
export { mayVouchFor } from "./may-vouch-for";
export { recheckDomains } from "./recheck-domains";
export type { TxtResolver } from "./resolve-txt";
export { type DomainRooms, verifyDomain } from "./verify-domain";
