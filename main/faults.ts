/**
 * Faults of the program, and refusals whose details are for programs: they go into the log file, which
 * the sentences for people name.
 */
type FaultKeeper = (what: string, detail: unknown) => void;

let keeper: FaultKeeper = () => {};

/** From now on they go to `next`. */
export function keepFaultsBy(next: FaultKeeper): void {
  keeper = next;
}

/** @param detail an error, or a sentence of the library */
export function keepFault(what: string, detail: unknown): void {
  keeper(what, detail);
}
