/** A disk in a file, whose power can be cut: what it has by then is a disk of its own. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const IMAGE_BYTES = 64 * 2 ** 20;
/** Between two looks at a disk that is still written to. */
const PAUSE_MILLISECONDS = 20;

export interface CutDisk extends Disposable {
  /** Where it is mounted. */
  readonly folder: string;
  /** The disk after a power cut now, mounted; whoever writes to this one stands still meanwhile. */
  cut(): Promise<CutDisk>;
}

/** A new disk; null = this system does not let the test mount one. */
export function newDisk(folder: string): CutDisk | null {
  const image = path.join(folder, 'disk 0');
  writeFileSync(image, '');
  truncateSync(image, IMAGE_BYTES);
  try {
    execFileSync('mkfs.ext4', ['-q', '-F', image], { stdio: 'ignore' });
    return mounted(image, folder, 0);
  } catch {
    return null;
  }
}

function mounted(image: string, folder: string, number: number): CutDisk {
  const place = path.join(folder, `mounted ${number}`);
  mkdirSync(place);
  // The file system itself writes nothing by the clock: what is not synced stays in memory.
  execFileSync('mount', ['-o', 'loop,commit=300', image, place], { stdio: 'ignore' });
  const isMounted = { now: true };
  return {
    folder: place,
    cut: async () => {
      const next = path.join(folder, `disk ${number + 1}`);
      // A sync that is under way ends; then nothing is written any more.
      let before = readFileSync(image);
      for (;;) {
        await sleep(PAUSE_MILLISECONDS);
        const now = readFileSync(image);
        if (now.equals(before)) break;
        before = now;
      }
      copyFileSync(image, next);
      return mounted(next, folder, number + 1);
    },
    [Symbol.dispose]: () => {
      if (isMounted.now) execFileSync('umount', ['-l', place], { stdio: 'ignore' });
      isMounted.now = false;
    },
  };
}
