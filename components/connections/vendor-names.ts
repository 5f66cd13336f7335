/** What providers are called. */
export { VENDORS as VENDOR_NAMES } from "@/lib/identity/connections/vendors";
