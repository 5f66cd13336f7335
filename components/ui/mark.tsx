/** The portcullis: an arch, and the grille that comes down in it. */
export function Mark({ className }: { readonly className?: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className={className}
    >
      <path d="M3.5 21V10.5a8.5 8.5 0 0 1 17 0V21" />
      <path d="M8 6.6V20M12 5.2V20M16 6.6V20" />
      <path d="M3.5 11h17M3.5 15.5h17" />
    </svg>
  );
}
