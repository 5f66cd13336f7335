"use client";
import { Download } from "lucide-react";
import { Button } from "@/components/ui/button";
import { CopyTextButton } from "@/components/ui/copy-button";

type RecoveryCodesProps = {
  readonly codes: readonly string[];
  readonly onKept: () => void;
};

/** A new set of recovery codes: shown this once, to copy or to keep as a file. */
export function RecoveryCodes({ codes, onKept }: RecoveryCodesProps) {
  const text = `${codes.join("\n")}\n`;
  return (
    <div className="space-y-4">
      <p>
        Each of these codes lets you in once without your factor. They are shown only now: keep them
        where you find them when the factor is lost.
      </p>
      <ul aria-label="Recovery codes" className="grid grid-cols-1 gap-1 font-mono sm:grid-cols-2">
        {codes.map((code) => (
          <li key={code} data-secret>
            {code}
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <CopyTextButton text={text} label="Copy codes" />
        <Button icon={<Download aria-hidden />} onClick={() => download(text)}>
          Download
        </Button>
        <Button variant="primary" onClick={onKept}>
          I have kept them
        </Button>
      </div>
    </div>
  );
}

function download(text: string) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = "portcullis-recovery-codes.txt";
  link.click();
  URL.revokeObjectURL(link.href);
}
