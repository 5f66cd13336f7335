"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** Asks the server for the page again every few seconds while something is awaited. */
export function RefreshWhile({ waiting }: { readonly waiting: boolean }) {
  const router = useRouter();
  useEffect(() => {
    if (!waiting) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") router.refresh();
    }, 4000);
    return () => clearInterval(timer);
  }, [waiting, router]);
  return null;
}
