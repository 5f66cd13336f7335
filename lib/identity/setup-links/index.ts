/** Links by which somebody without an account sets one connection up, once. */

export { connectByLink, type OpenedLink, openSetupLink } from "./connect-by-link";
export { createSetupLink } from "./create-setup-link";
export { listSetupLinks, revokeSetupLink, type SetupLinkView } from "./list-setup-links";
export {
  createdSetupLinkSchema,
  newSetupLinkSchema,
  setupLinkReceiptSchema,
  setupLinkViewSchema,
} from "./setup-link.schema";
