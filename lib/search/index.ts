/**
 * Search: finds records by name or id across the rooms, a few of each kind, and only what the caller
 * may see. It says which kinds it left out.
 */

export { searchQuerySchema, searchResultSchema } from "./search.schema";
export { type SearchResult, searchRecords } from "./search-records";
