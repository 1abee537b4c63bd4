/** Invented waveforms: the same source always looks the same, at every zoom level. */
import type { PeaksTile } from '../../preload/contract.ts';

function seedOf(sourceId: string): number {
  let seed = 7;
  for (const letter of sourceId) seed = (seed * 31 + letter.charCodeAt(0)) % 997;
  return seed;
}

/** How loud a source is at a time, 0 to 1. */
function loudness(sourceId: string, seconds: number): number {
  const seed = seedOf(sourceId);
  if (sourceId.includes('tone'))
    return 0.72 * Math.min(1, seconds * 6, Math.max(0, 2 - seconds) * 6);
  if (/knock|beat|glass/.test(sourceId)) return Math.exp(-((seconds * 5) % 1) * 9);
  const slow = Math.abs(Math.sin(seconds * 2.1 + seed) * Math.sin(seconds * 0.83 + seed * 2));
  return 0.14 + 0.8 * slow * Math.abs(Math.sin(seconds * 9 + Math.sin(seconds * 3.3)));
}

function roughness(sourceId: string, bin: number): number {
  const noise = Math.sin((bin + 1) * 12.9898 + seedOf(sourceId)) * 43_758.5453;
  return sourceId.includes('tone') ? 1 : 0.45 + 0.55 * (noise - Math.floor(noise));
}

export function fakePeaks(
  sourceId: string,
  channels: number,
  startFrame: number,
  framesPerBin: number,
  count: number,
  knownFrames: number,
): PeaksTile {
  const triples = new Float32Array(count * channels * 3);
  const known = Math.ceil((knownFrames - startFrame) / framesPerBin);
  const knownBins = Math.min(count, Math.max(0, known));
  for (let bin = 0; bin < knownBins; bin += 1) {
    const seconds = (startFrame + bin * framesPerBin) / 48_000;
    const peak = loudness(sourceId, seconds) * roughness(sourceId, startFrame / framesPerBin + bin);
    for (let channel = 0; channel < channels; channel += 1) {
      const at = (bin * channels + channel) * 3;
      triples[at] = -peak;
      triples[at + 1] = peak * 0.96;
      triples[at + 2] = peak * 0.42;
    }
  }
  return { channels, knownBins, triples };
}
