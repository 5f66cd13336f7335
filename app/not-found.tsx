import type { Metadata } from "next";
import Link from "next/link";
import { PlainPage } from "@/components/shell/plain-page";
import { buttonClass } from "@/components/ui/button";
import { PROBLEMS } from "@/lib/kernel/errors";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  const { title, meaning, remedy } = PROBLEMS.not_found;
  return (
    <PlainPage>
      <h1 className="text-lg font-semibold">{title}</h1>
      <p className="mt-1">{meaning}</p>
      <p className="mt-1 text-muted">{remedy}</p>
      <Link href="/" className={`${buttonClass()} mt-5`}>
        Go to the front door
      </Link>
    </PlainPage>
  );
}
