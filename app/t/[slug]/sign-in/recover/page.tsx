import type { Metadata } from "next";
import { recover } from "@/app/recover";
import { PlainPage } from "@/components/shell/plain-page";
import { RecoveryForm } from "@/components/shell/recovery-form";

export const metadata: Metadata = { title: "Come in by an emergency sign-in code" };

type Props = { readonly params: Promise<{ slug: string }> };

/** An owner's way in without the identity provider. It looks the same whether or not the address exists. */
export default async function RecoverPage({ params }: Props) {
  const { slug } = await params;
  return (
    <PlainPage>
      <h1 className="text-lg font-semibold">Come in by an emergency sign-in code</h1>
      <p className="mt-1 text-muted">
        For an owner of <strong className="font-medium text-text">{slug}</strong> whom the
        organisation's provider does not let in, or who was invited with a code. The code is used
        up, and everybody who looks after the sign-in is told.
      </p>
      <RecoveryForm slug={slug} recover={recover} />
    </PlainPage>
  );
}
