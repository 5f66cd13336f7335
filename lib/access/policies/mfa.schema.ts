import { z } from "zod";

/** What the organisation says of second factors: who needs one, and what it is good for. */
export const mfaPolicySchema = z.strictObject({});
