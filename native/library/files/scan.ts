/** The look at a whole file, which may take long for some kinds: its progress, and its end. */
import { addon } from '../addon.ts';
import type { AddonScan } from '../addon-interface.ts';
import { described, requireFunction } from '../argument.ts';
import { invalidArgument, RtMixerError } from '../failure.ts';

const progressMilliseconds = 50;

/** Progress and cancel of work on a file. */
export interface ScanOptions {
  /** Ends the work when it is aborted. */
  signal?: AbortSignal | undefined;
  /** From 0 to 1. */
  onProgress?: ((fraction: number) => void) | undefined;
}

export function requireScanOptions({ signal, onProgress }: ScanOptions): void {
  if (onProgress !== undefined) {
    requireFunction(onProgress, 'onProgress');
  }
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw invalidArgument(`signal must be an AbortSignal, not ${described(signal)}.`);
  }
}

export function requireGoing(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw new RtMixerError('job-cancelled', 'Reading the file was cancelled.');
  }
}

/** Runs `work` with a scan that follows the options. */
export async function scanned<Value>(
  { signal, onProgress }: ScanOptions,
  work: (scan: AddonScan | null) => Promise<Value>,
): Promise<Value> {
  requireGoing(signal);
  if (signal === undefined && onProgress === undefined) {
    return await work(null);
  }
  const scan = addon().createScan();
  const cancel = () => scan.cancel();
  signal?.addEventListener('abort', cancel);
  const timer = setInterval(() => onProgress?.(scan.fraction()), progressMilliseconds);
  try {
    return await work(scan);
  } finally {
    clearInterval(timer);
    signal?.removeEventListener('abort', cancel);
  }
}
