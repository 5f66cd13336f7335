"use server";
import type { NewServer } from "@/components/servers/read-registration";
import { newServerSchema, registerServer } from "@/lib/servers";
import { act } from "../../../attempt";

/** Registers an upstream server. */
export async function register(slug: string, input: NewServer) {
  return await act(slug, newServerSchema, input, (house, caller, given) =>
    registerServer(house, caller, given),
  );
}
