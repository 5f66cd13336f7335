import { navigate } from "@/app/navigate";
import { comeBack } from "@/app/sign-in-flow";

/** Where an organisation's OpenID provider sends the browser back to. */
export function GET(request: Request): Promise<Response> {
  return navigate(request, null, ({ rooms, requestId }) => comeBack(rooms, request, requestId));
}
