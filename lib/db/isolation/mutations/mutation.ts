/** What was changed, a part of the name of the object that must be reported, and the change itself. */
export type Mutation = readonly [what: string, reported: string, sql: string];
