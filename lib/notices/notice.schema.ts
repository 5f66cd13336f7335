import { z } from "zod";
import { idSchema, momentSchema, pageOf } from "@/lib/kernel/wire.schema";

export const noticeSchema = z
  .strictObject({
    id: idSchema,
    kind: z.string(),
    title: z.string(),
    text: z.string(),
    weight: z.enum(["news", "warning"]),
    path: z.string().describe("The page that shows it, under the organisation's address."),
    refs: z.record(z.string(), z.string()).describe("What it is about, by kind and id."),
    requestId: z.string(),
    createdAt: momentSchema,
    readAt: momentSchema.nullable(),
  })
  .meta({ id: "Notice", description: "What a person was told." });
export const noticePageSchema = pageOf(noticeSchema);

export const readNoticesSchema = z
  .strictObject({
    ids: z.array(idSchema).min(1).max(200).optional().describe("Left out, all of them."),
  })
  .meta({ id: "ReadNotices" });
export const noticesReadSchema = z
  .strictObject({ read: z.int().min(0).describe("How many had not been read before.") })
  .meta({ id: "NoticesRead" });
