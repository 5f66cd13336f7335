/** Puts the focus on an opened layer itself, so that reading begins at its top and no button is lit. */
export function focusItself(event: Event): void {
  event.preventDefault();
  if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
}

/** Puts the focus on a form's first field; on the layer itself where there is none. */
export function focusFirstField(event: Event): void {
  if (!(event.currentTarget instanceof HTMLElement)) return;
  event.preventDefault();
  const field = event.currentTarget.querySelector<HTMLElement>("input, select, textarea");
  (field ?? event.currentTarget).focus();
}

/** Puts the focus on the first field with a fault, once the faults are shown: it may be out of sight. */
export function focusFirstFault(form: HTMLFormElement): void {
  requestAnimationFrame(() =>
    form.querySelector<HTMLElement>("[aria-invalid=true], [data-faulty]")?.focus(),
  );
}
