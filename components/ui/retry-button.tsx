"use client";
import { RotateCw } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { Button } from "./button";

/** Asks the server for the page again. */
export function RetryButton() {
  const router = useRouter();
  const [pending, start] = useTransition();
  return (
    <Button
      size="sm"
      pending={pending}
      icon={<RotateCw aria-hidden />}
      onClick={() => start(() => router.refresh())}
    >
      Try again
    </Button>
  );
}
