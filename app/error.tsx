"use client";
import { Crashed } from "@/components/ui/crashed";

type Props = { readonly error: unknown; readonly retry: () => void };

export default function HouseError({ error, retry }: Props) {
  return (
    <main className="mx-auto max-w-[560px] px-5 py-16">
      <Crashed error={error} retry={retry} />
    </main>
  );
}
