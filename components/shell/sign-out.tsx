"use client";
import { LogOut } from "lucide-react";
import { Button } from "@/components/ui/button";

/** Ends the session. A form, so that following a link never does. */
export function SignOut({ slug }: { readonly slug: string }) {
  return (
    <form method="post" action={`/t/${slug}/sign-out`}>
      <Button type="submit" variant="quiet" size="sm" icon={<LogOut aria-hidden />}>
        Sign out
      </Button>
    </form>
  );
}
