/** Whose page it is. */

/** True for the window's own page, and nothing that only begins like it. */
export function isOwnAddress(address: string, ownAddress: string): boolean {
  try {
    const asked = new URL(address);
    const own = new URL(ownAddress);
    return asked.protocol === own.protocol && asked.host === own.host;
  } catch {
    return false;
  }
}
