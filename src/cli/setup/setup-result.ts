/** What a change of a settings file did. */
export interface Changed {
  readonly file: string;
  readonly changed: boolean;
  /** The file as it was before; null where there was none or nothing was changed. */
  readonly backup: string | null;
}

/** Whether what was set is in force. */
export type Proof =
  | { readonly kind: 'in force'; readonly detail: string }
  | { readonly kind: 'not in force'; readonly detail: string; readonly mend: string }
  /** Nobody can tell, such as a shell that prints nothing. */
  | { readonly kind: 'unknown'; readonly detail: string };
