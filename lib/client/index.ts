/**
 * A client of the control API, for the console's pages, the command line and whoever else speaks
 * TypeScript: its types are made from the description that is served. It knows no other room.
 */
export {
  ApiRefused,
  type Ask,
  type AskOptions,
  type ClientSettings,
  createClient,
  type GivesOf,
  type InputOf,
  type OperationName,
} from "./create-client";
