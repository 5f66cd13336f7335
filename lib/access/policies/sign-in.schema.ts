import { z } from "zod";

/** What the organisation says of sign-in: by which connections, and who may come in without one. */
export const signInPolicySchema = z.strictObject({});
