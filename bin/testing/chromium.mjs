/*
 * The browser of the end-to-end tests: the system's own Chromium, installed where that is possible.
 */
import { existsSync } from "node:fs";
import { run } from "../make/steps.mjs";

const PLACES = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

export function findChromium() {
  return PLACES.find((place) => place && existsSync(place));
}

/** Makes sure there is a browser; says what to install where it cannot install it itself. */
export async function needChromium(say) {
  const found = findChromium();
  if (found) return found;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    say("apt-get install chromium");
    const quiet = { DEBIAN_FRONTEND: "noninteractive" };
    const install = ["install", "-y", "--no-install-recommends", "chromium"];
    try {
      await run("apt-get", install, quiet);
    } catch {
      // The lists of packages are empty or old on a fresh machine.
      await run("apt-get", ["update"], quiet);
      await run("apt-get", install, quiet);
    }
    const installed = findChromium();
    if (installed) return installed;
  }
  throw new Error(
    "The end-to-end tests need Chromium. Install it (Debian: apt-get install chromium), or set CHROMIUM to its path.",
  );
}
