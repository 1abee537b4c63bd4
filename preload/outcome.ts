/**
 * Errors at the border are values: a stable code for programs, a sentence for people that says what
 * to do next. `throw` is for bugs.
 */
export interface Failure {
  /** Stable, kebab-case, e.g. `device-not-found`. */
  readonly code: string;
  /** One or two sentences, shown as they are. */
  readonly message: string;
}

export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | ({ readonly ok: false } & Failure);

export function success<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

export function failure(code: string, message: string): { ok: false } & Failure {
  return { ok: false, code, message };
}
