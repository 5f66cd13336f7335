"use client";
import { lazy, Suspense } from "react";

const StepUp = lazy(() =>
  import("@/components/factors/step-up").then(({ StepUp }) => ({ default: StepUp })),
);

/** The way to give the proof that was asked for, loaded where it is. */
export function ConfirmHere() {
  return (
    <Suspense fallback={null}>
      <StepUp />
    </Suspense>
  );
}
