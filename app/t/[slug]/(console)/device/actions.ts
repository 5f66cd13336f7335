"use server";
import { z } from "zod";
import { decideDeviceSignIn } from "@/lib/tokens";
import { act } from "../../attempt";

const decisionSchema = z.enum(["approved", "refused"]);

/** Approves or refuses the sign-in of a client that waits under a code. */
export async function decide(slug: string, code: string, decision: "approved" | "refused") {
  return await act(slug, decisionSchema, decision, (house, caller, given) =>
    decideDeviceSignIn(house, caller, String(code), given),
  );
}
