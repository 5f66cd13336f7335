import { noticesReadSchema, readNotices, readNoticesSchema } from "@/lib/notices";
import { endpoint, ok } from "../../../endpoint";
import { handle } from "../../../handle";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  POST: endpoint({
    operation: "readNotices",
    summary: "Notes that the caller has read some of their notices, or all.",
    tag: "You",
    body: readNoticesSchema,
    gives: noticesReadSchema,
    repeatable: true,
    answer: async ({ house, caller, body }) => ok(await readNotices(house, caller, body)),
  }),
});
