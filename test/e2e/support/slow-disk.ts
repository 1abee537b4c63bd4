import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** A disk that can be made to stall, for an app started with `env`. */
export interface SlowDisk {
  readonly env: Readonly<Record<string, string>>;
  /** From now on writes to matching paths wait ... */
  stall(): void;
  /** ... until now. */
  release(): void;
}

/** Builds the preloaded library into `folder`; `match` is a part of the paths that stall. */
export function makeSlowDisk(folder: string, match: string): SlowDisk {
  const source = path.resolve(import.meta.dirname, 'slow_disk.c');
  const library = path.join(folder, 'slow_disk.so');
  const gate = path.join(folder, 'disk-stalls');
  execFileSync('cc', ['-shared', '-fPIC', '-O2', '-o', library, source, '-ldl']);
  return {
    env: { LD_PRELOAD: library, SLOW_DISK_MATCH: match, SLOW_DISK_GATE: gate },
    stall: () => fs.writeFileSync(gate, ''),
    release: () => fs.rmSync(gate, { force: true }),
  };
}
