import { z } from "zod";
import { PROBLEMS, type ProblemCode } from "./errors";
import { hashSchema } from "./wire.schema";

const codes = Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]];

/** A problem document (RFC 9457) as the control API sends it, with every further member it may have. */
export const problemSchema = z
  .strictObject({
    type: z.url().describe("A page that says what the problem means and what to do."),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string().describe("What went wrong this time; safe to show."),
    instance: z.string().describe("The path that was asked for."),
    code: z.enum(codes).describe("The kind of problem; it does not change between versions."),
    request_id: z.string().describe("What to give whoever looks into it."),
    fields: z
      .array(z.strictObject({ path: z.string(), message: z.string() }))
      .optional()
      .describe(
        "With `unprocessable`, `invalid_rules` and some of `conflict`: each place at fault.",
      ),
    permission: z.string().optional().describe("With `forbidden`: the permission that is missing."),
    id: z
      .uuid()
      .nullable()
      .optional()
      .describe(
        "With `secret_already_shown`: what was made. With `already_rotated`: the successor.",
      ),
    version: z.int().optional().describe("With `conflict` on rules: the version in force."),
    hash: hashSchema
      .nullable()
      .optional()
      .describe("With `conflict` on rules: the hash of the version in force."),
  })
  .meta({
    id: "Problem",
    description: "A problem document (RFC 9457).",
    examples: [
      {
        type: "https://portcullis.example.com/problems/not_found",
        title: "Not found",
        status: 404,
        detail: "There is nothing at this address that you may see.",
        instance: "/api/v1/servers/0199a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b",
        code: "not_found",
        request_id: "3f0c4f7e-6d2b-4a53-9d6f-1f6f2f1f5a10",
      },
    ],
  });
