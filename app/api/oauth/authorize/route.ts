import { navigate } from "@/app/navigate";
import { goToProvider } from "@/app/sign-in-flow";

/** The broker's authorisation endpoint, for sign-ins that this browser began here. */
export function GET(request: Request): Promise<Response> {
  return navigate(request, null, ({ rooms, requestId }) => goToProvider(rooms, request, requestId));
}
