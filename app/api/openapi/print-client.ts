/*
 * Writes the client's types to the file it is given. Run by bin/make/client.mjs when something changed.
 */
import { writeFileSync } from "node:fs";
import { clientTypes } from "./client-types";
import { openApiDocument } from "./document";

// The addresses stand in texts only, none of which is a type.
const origins = { console: "http://localhost", gate: "http://localhost", idp: "http://localhost" };
const [, , file = ""] = process.argv;
writeFileSync(file, clientTypes(openApiDocument({ origins })));
