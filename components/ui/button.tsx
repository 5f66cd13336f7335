import { LoaderCircle } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx";

type Look = {
  readonly variant?: "primary" | "secondary" | "quiet" | "danger";
  readonly size?: "md" | "sm" | "icon";
};

const VARIANTS = {
  primary:
    "bg-accent text-on-accent border-transparent hover:bg-accent-strong active:bg-accent-strong shadow-raised",
  secondary: "bg-raised text-text border-line hover:bg-hover active:bg-active shadow-raised",
  quiet: "bg-transparent text-muted border-transparent hover:bg-hover hover:text-text",
  danger:
    "bg-danger text-on-accent border-transparent hover:bg-danger-strong active:bg-danger-strong shadow-raised",
} as const;

const SIZES = {
  md: "h-8 px-3 text-base gap-1.5 pointer-coarse:h-10",
  sm: "h-7 px-2 text-sm gap-1 pointer-coarse:h-9",
  icon: "size-7 justify-center text-sm pointer-coarse:size-10",
} as const;

/** The classes of a button, for links that act as one. */
export function buttonClass({ variant = "secondary", size = "md" }: Look = {}): string {
  return cx(
    "inline-flex shrink-0 items-center justify-center rounded-md border font-medium whitespace-nowrap",
    "transition-colors duration-100 select-none [&_svg]:size-4 [&_svg]:shrink-0",
    "disabled:opacity-55 disabled:shadow-none aria-disabled:opacity-55 aria-disabled:cursor-not-allowed",
    VARIANTS[variant],
    SIZES[size],
  );
}

type ButtonProps = ComponentProps<"button"> &
  Look & {
    /** Work is under way: the button keeps its place and its focus but acts no second time. */
    readonly pending?: boolean;
    readonly icon?: ReactNode;
  };

/** A button. Its words are a verb; a dangerous one says its consequence. */
export function Button({
  variant,
  size,
  pending = false,
  icon,
  className,
  children,
  type = "button",
  onClick,
  ...rest
}: ButtonProps) {
  const off = pending || rest["aria-disabled"] === true || rest["aria-disabled"] === "true";
  return (
    <button
      {...rest}
      type={type}
      aria-disabled={off || undefined}
      aria-busy={pending || undefined}
      onClick={off ? (event) => event.preventDefault() : onClick}
      className={cx(buttonClass({ variant, size }), className)}
    >
      {pending ? <LoaderCircle aria-hidden className="animate-spin" /> : icon}
      {children}
    </button>
  );
}
