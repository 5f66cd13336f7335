import { API_KEY_CASES } from "./api-key-cases";
import type { Case } from "./case";
import { CONNECTION_CASES } from "./connection-cases";
import { DIRECTORY_CASES } from "./directory-cases";
import { FACTOR_CASES } from "./factor-cases";
import { NOTICE_CASES } from "./notice-cases";
import { OTHER_CASES } from "./other-cases";
import { PEOPLE_CASES } from "./people-cases";
import { POLICY_CASES } from "./policy-cases";
import { REVIEW_CASES } from "./review-cases";
import { ROLE_CASES } from "./role-cases";
import { SERVER_CASES } from "./server-cases";
import { SESSION_CASES } from "./session-cases";
import { SETTINGS_CASES } from "./settings-cases";
import { SIGN_IN_CASES } from "./sign-in-cases";
import { WORKSPACE_CASES } from "./workspace-cases";

/** Every case there is. A test holds them against the operations: each has one at least. */
export const CASES: readonly Case[] = [
  ...SERVER_CASES,
  ...OTHER_CASES,
  ...API_KEY_CASES,
  ...PEOPLE_CASES,
  ...FACTOR_CASES,
  ...ROLE_CASES,
  ...REVIEW_CASES,
  ...WORKSPACE_CASES,
  ...SETTINGS_CASES,
  ...SESSION_CASES,
  ...POLICY_CASES,
  ...SIGN_IN_CASES,
  ...CONNECTION_CASES,
  ...NOTICE_CASES,
  ...DIRECTORY_CASES,
];
