export { announceOutages } from "./announce-outages";
export { askProvider } from "./ask-provider";
export type { ProviderFailure } from "./failures";
export { countFailingProviders, type FailingProvider, listFailingProviders } from "./list-failing";
export { watchProviders } from "./watch-providers";
