"use client";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";

/** The store of what a page asks for again while it is open. One a page visit. */
export function QueryProvider({ children }: { readonly children: ReactNode }) {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          // The next interval is the retry: a failed refresh shows as such, and what is there stays.
          queries: { retry: false, refetchOnWindowFocus: true, staleTime: 2000 },
        },
      }),
  );
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
