/*
 * Raises a whole house for the end-to-end tests.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
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
  return async () => {
    const departures = departuresOf(house);
    await lower(house);
    if (departures.length > 0) throw new Error(departures.join("\n"));
  };
}

/** What the console's log says of answers that were not as the API's description has them. */
function departuresOf({ home }: House): string[] {
  const lines = readFileSync(join(home, "logs/console.log"), "utf8").split("\n");
  return lines.filter((line) => line.includes("departs from what"));
}
