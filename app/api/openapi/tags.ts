/** The rooms of the API, in the order they are described, each in a plain sentence. */
export const TAGS = {
  You: "Who calls, and what they may do.",
  Servers: "Upstream MCP servers, and the tools each was last seen to offer.",
  Rules: "What may be called on a server: published in versions, and tried out beforehand.",
  Grants: "What lets an agent call one server through the gate.",
  "API keys": "Keys for scripts, each with a part of what its creator may do.",
  Members: "The people of the organisation, and their roles.",
  Directories: "Identity providers that say over SCIM who is in the organisation.",
  "Sign-in": "Connections to identity providers, and the domains they may vouch for.",
  Policies: "What the organisation says of its own doors, a section each.",
  Settings: "What holds for the whole organisation.",
  Decisions: "What passed the gate, what was refused, and why.",
  Ledger: "The append-only record of every change and call, and its verification.",
  Sessions: "Who is signed in where, and ending it.",
  Tokens: "How the command line and scripts sign in, and how others verify their tokens.",
  Description: "This description itself.",
} as const;

export type Tag = keyof typeof TAGS;

/** The gate's doors, and what every process answers. */
export const GATE_TAG = {
  Gate: "Where agents call tools: the Model Context Protocol under a grant.",
  Processes: "What an orchestrator and a monitor ask of a process.",
} as const;
