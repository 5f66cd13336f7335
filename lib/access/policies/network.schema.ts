import { z } from "zod";

/** An address, or a network as CIDR: of either family, and not all there are. */
export const networkSchema = z
  .string()
  .trim()
  .refine(
    (text) =>
      [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()].some((form) => form.safeParse(text).success) &&
      !/\/0+$/.test(text),
    "Give an address, or a network such as 192.0.2.0/24, but not every address there is",
  );
