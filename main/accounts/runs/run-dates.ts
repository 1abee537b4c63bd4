/** Dates of runs: when one began and ended, and on which day a file of it was made. */

/** Milliseconds since 1970. */
export function wallTimeNow(): number {
  return Date.now();
}

/** What the local time is ahead of UTC then. */
export function utcOffsetMinutes(wallTime: number): number {
  return -new Date(wallTime).getTimezoneOffset();
}

/** The local day, unlike that of others. */
export function dayOf(wallTime: number): string {
  return new Date(wallTime).toDateString();
}
