/** Names a build by its content: About shows it, and the source maps of a package are kept under it. */
import { createHash } from 'node:crypto';

/** @param program the bundle of the main process */
export function buildId(program: Buffer): string {
  return createHash('sha256').update(program).digest('hex').slice(0, 12);
}
