"use client";
import { type ReactNode, useEffect, useRef, useState } from "react";

/** How far below the window something may be to be near, in pixels. */
const NEAR_PX = 100;
const ACTS = ["keydown", "pointerdown", "wheel", "touchstart"] as const;

/**
 * What stands far down a page and brings code of its own along: put there when it comes near, or when
 * somebody does anything, so that the first look is not kept waiting and nobody finds it missing.
 */
export function WhenNear({ children }: { readonly children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  const [here, setHere] = useState(false);
  useEffect(() => {
    if (here || place.current === null) return;
    const come = () => setHere(true);
    const watch = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && come(),
      { rootMargin: `${NEAR_PX}px 0px` },
    );
    watch.observe(place.current);
    for (const act of ACTS) addEventListener(act, come, { once: true, passive: true });
    return () => {
      watch.disconnect();
      for (const act of ACTS) removeEventListener(act, come);
    };
  }, [here]);
  return here ? children : <div ref={place} className="min-h-64" />;
}
