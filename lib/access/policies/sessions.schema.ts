import { z } from "zod";

/** What the organisation says of sessions: how long they last, and what ends them. */
export const sessionsPolicySchema = z.strictObject({});
