export { announceOutages } from "./announce-outages";
export { askProvider, type ProviderFailure } from "./ask-provider";
export { countFailingProviders, type FailingProvider, listFailingProviders } from "./list-failing";
export { watchProviders } from "./watch-providers";
