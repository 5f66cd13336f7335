/*
 * Raises a whole house for the end-to-end tests.
 */
import { HOUSE_VARIABLE, type House } from "./house";
import { lower } from "./lower";
import { findPlace, stand } from "./stand";

/** Called by Playwright before the first spec; gives back what lowers the house after the last. */
// biome-ignore lint/style/noDefaultExport: Playwright calls the default export of a global set-up.
export default async function raise(): Promise<() => Promise<void>> {
  const place = await findPlace();
  const { pid, ready } = stand(place);
  await ready;
  const house: House = { ...place, pid };
  // Workers are started with this environment: that is how the specs learn of the house.
  process.env[HOUSE_VARIABLE] = JSON.stringify(house);
  return () => lower(house);
}
