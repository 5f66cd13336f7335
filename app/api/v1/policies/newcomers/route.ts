import { handle } from "../../../handle";
import { policyEndpoints } from "../../../policy-endpoints";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle(policyEndpoints("newcomers"));
