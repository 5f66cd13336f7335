import type { Metadata } from "next";
import Link from "next/link";
import { renderedDocument } from "@/app/api/openapi/rendered";
import { configuration } from "@/app/rooms";
import { Members, Notation } from "@/components/api/notation";
import { Operation } from "@/components/api/operation";
import { Mark } from "@/components/ui/mark";
import { Prose } from "@/components/ui/prose";
import { readDescription } from "./read-description";

export const metadata: Metadata = { title: "API" };
// The addresses in it are those of the installation, which a build does not know.
export const dynamic = "force-dynamic";

/** The API for people: the same description that programs are served, read out. */
export default function ApiPage() {
  const { document } = renderedDocument(configuration());
  const { rooms, forms } = readDescription(document);
  const anchor = (name: string) => `room-${name.replaceAll(" ", "-").toLowerCase()}`;
  return (
    <div className="min-h-dvh bg-surface">
      <main className="mx-auto w-full max-w-[880px] px-5 py-10">
        <p className="mb-6 flex items-center gap-2.5 font-semibold">
          <span className="grid size-7 place-items-center rounded-md bg-accent text-on-accent">
            <Mark className="size-4.5" />
          </span>
          Portcullis
        </p>
        <h1 className="text-xl font-semibold tracking-[-0.01em]">The API</h1>
        {document.info.description.split("\n\n").map((paragraph) => (
          <p key={paragraph} className="mt-2 max-w-[80ch] text-muted">
            <Prose text={paragraph} />
          </p>
        ))}
        <p className="mt-3 text-sm">
          Version {document.info.version}. For programs:{" "}
          <a href="/api/v1/openapi.json" className="text-accent-text underline">
            /api/v1/openapi.json
          </a>{" "}
          (OpenAPI 3.1). What may go wrong:{" "}
          <Link href="/problems" className="text-accent-text underline">
            all problems
          </Link>
          .
        </p>
        <nav aria-label="Rooms" className="mt-5 flex flex-wrap gap-x-4 gap-y-1.5 text-sm">
          {rooms.map(({ name }) => (
            <a key={name} href={`#${anchor(name)}`} className="text-accent-text underline">
              {name}
            </a>
          ))}
          <a href="#forms" className="text-accent-text underline">
            Forms
          </a>
        </nav>
        {rooms.map(({ name, description, operations }) => (
          <section key={name} id={anchor(name)} className="mt-10">
            <h2 className="text-lg font-semibold">{name}</h2>
            <p className="mt-0.5 mb-3 text-muted">{description}</p>
            <div className="border-t border-line">
              {operations.map((operation) => (
                <Operation key={operation.id} {...operation} />
              ))}
            </div>
          </section>
        ))}
        <section id="forms" className="mt-10">
          <h2 className="text-lg font-semibold">Forms</h2>
          <p className="mt-0.5 mb-3 border-b border-line pb-3 text-muted">
            What is sent and answered, by name.
          </p>
          {forms.map(({ name, description, type, members }) => (
            <details key={name} className="border-b border-line">
              <summary className="cursor-pointer py-2 font-mono text-sm font-semibold hover:bg-hover">
                {name}
              </summary>
              {/* A link to what is inside opens it; a link to the whole would not. */}
              <div id={name} className="pb-4 pl-4">
                {description === "" ? null : <p className="text-sm text-muted">{description}</p>}
                {members.length > 0 ? <Members rows={members} /> : <Notation pieces={type} />}
              </div>
            </details>
          ))}
        </section>
      </main>
    </div>
  );
}
