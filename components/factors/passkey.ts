import { localProblem, type Posted } from "./post";

type Options = Record<string, unknown>;

/** Asks the browser to prove a passkey. What it needs for that is loaded when it is first asked. */
export async function provePasskey(options: Options): Promise<Posted<unknown>> {
  return await asked(async () => {
    const { startAuthentication } = await import("@simplewebauthn/browser");
    return await startAuthentication({ optionsJSON: options as never });
  }, "The passkey was not used: the browser was told to stop, or it has none for this place.");
}

/** Asks the browser to make a passkey. */
export async function makePasskey(options: Options): Promise<Posted<unknown>> {
  return await asked(async () => {
    const { startRegistration } = await import("@simplewebauthn/browser");
    return await startRegistration({ optionsJSON: options as never });
  }, "No passkey was made: the browser was told to stop, or this device has one of yours already.");
}

async function asked(
  ceremony: () => Promise<unknown>,
  otherwise: string,
): Promise<Posted<unknown>> {
  try {
    return { ok: true, value: await ceremony() };
  } catch {
    return { ok: false, problem: localProblem(otherwise) };
  }
}

/** What the server takes of an answer: the form of WebAuthn's JSON, and nothing a browser adds to it. */
export function plainAnswer(answer: unknown): unknown {
  const { id, rawId, type, authenticatorAttachment, clientExtensionResults, response } =
    answer as Record<string, unknown>;
  return { id, rawId, type, authenticatorAttachment, clientExtensionResults, response };
}
