/** Prints what the stand-in does, when RTMIXER_STANDIN_DEBUG=1 is set. */
export function debugLog(...what: unknown[]): void {
  if (process.env.RTMIXER_STANDIN_DEBUG === '1') console.error('[stand-in]', ...what);
}
