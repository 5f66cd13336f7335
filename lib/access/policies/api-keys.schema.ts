import { z } from "zod";

/** What the organisation says of API keys: how old they get, what they may hold, from where they work. */
export const apiKeysPolicySchema = z.strictObject({});
