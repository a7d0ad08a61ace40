/** What one check found. A fault has a mend; a note is worth knowing and no fault. */
export type Finding =
  | { readonly kind: 'ok'; readonly what: string; readonly detail: string }
  | { readonly kind: 'note'; readonly what: string; readonly detail: string }
  | { readonly kind: 'fault'; readonly what: string; readonly detail: string; readonly mend: string };

export const ok = (what: string, detail: string): Finding => ({ kind: 'ok', what, detail });
export const note = (what: string, detail: string): Finding => ({ kind: 'note', what, detail });
export const fault = (what: string, detail: string, mend: string): Finding => ({
  kind: 'fault',
  what,
  detail,
  mend,
});
