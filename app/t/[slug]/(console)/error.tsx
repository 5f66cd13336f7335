"use client";
import { Crashed } from "@/components/ui/crashed";

type Props = { readonly error: unknown; readonly retry: () => void };

export default function ConsoleError({ error, retry }: Props) {
  return <Crashed error={error} retry={retry} />;
}
