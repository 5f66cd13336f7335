/*
 * One whole house under load, hurt in every way in turn. After each fault it must be back by itself
 * within half a minute, with nothing lost that was acknowledged, and nothing done without proof.
 */
import { afterAll, beforeAll, describe } from "vitest";
import { describeControls } from "./parts/controls";
import { describeCrashes } from "./parts/crashes";
import { describeFreeze } from "./parts/freeze";
import { raiseScene, type Scene } from "./parts/scene";

let scene: Scene;
beforeAll(async () => {
  scene = await raiseScene();
}, 120_000);
afterAll(() => scene?.close(), 60_000);

describe("kill -9 under load", () => describeCrashes(() => scene));
describe("PostgreSQL frozen under load", () => describeFreeze(() => scene));
describe("the checks notice what they are there for", () => describeControls(() => scene));
