/** The peaks of a session's sounds, in its folder `peaks/`; only this module knows their names. */
import { createHash } from 'node:crypto';
import path from 'node:path';
import type { SampleRate } from '../../preload/units.ts';
import { KeptFiles } from './kept-files.ts';

/** Two hours of stereo take 2 MB. Named in README.md. */
export const PEAKS_LIMIT_BYTES = 512 * 2 ** 20;

export interface PeaksPlace {
  readonly path: string;
  /** The sound is closed. May be called again. */
  readonly release: () => void;
}

export class KeptPeaks {
  readonly #folder: string;
  readonly #files: KeptFiles;

  constructor(folder: string, limitBytes = PEAKS_LIMIT_BYTES) {
    this.#folder = folder;
    const isKept = (name: string) => name.endsWith('.peaks');
    this.#files = new KeptFiles({ folder, limitBytes, isKept });
  }

  /** Looks after what earlier runs left. Never rejects. */
  begin(): Promise<void> {
    return this.#files.trim();
  }

  /** Until nothing is removed any more. */
  end(): Promise<void> {
    return this.#files.serial.run(async () => {});
  }

  /** Of the sound that is read from `file` at a rate; held until it is released. */
  placeOf(file: string, sampleRate: SampleRate): PeaksPlace {
    const fingerprint = createHash('sha256').update(`${sampleRate}\n${file}`).digest('hex');
    const name = `${fingerprint.slice(0, 32)}.peaks`;
    return { path: path.join(this.#folder, name), release: this.#files.hold(name) };
  }
}
