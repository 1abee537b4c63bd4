/** Draws sound in a terminal: time runs downwards, a line is a range of frames. */

/** The smallest and largest sample of one channel (from 1) of interleaved frames. */
export function range(
  samples: Float32Array,
  channel: number,
  channels: number,
): [lowest: number, highest: number] {
  let lowest = Infinity;
  let highest = -Infinity;
  for (let k = channel - 1; k < samples.length; k += channels) {
    const sample = samples[k] ?? 0;
    lowest = Math.min(lowest, sample);
    highest = Math.max(highest, sample);
  }
  return lowest <= highest ? [lowest, highest] : [0, 0];
}

/** A bar from `lowest` to `highest` between -1 and 1. */
function bar(lowest: number, highest: number, width: number): string {
  const column = (value: number) =>
    Math.round(((Math.min(1, Math.max(-1, value)) + 1) / 2) * (width - 1));
  const [from, to] = [column(lowest), column(highest)];
  return `|${' '.repeat(from)}${'█'.repeat(to - from + 1)}${' '.repeat(width - 1 - to)}|`;
}

/** One line: the time, then numbers and a bar for each channel. */
export function plotLine(seconds: number, samples: Float32Array, channels: number): string {
  const width = channels > 2 ? 21 : 41;
  const plots = Array.from({ length: channels }, (_, index) => {
    const [lowest, highest] = range(samples, index + 1, channels);
    return `${lowest.toFixed(3)} … ${highest.toFixed(3)} ${bar(lowest, highest, width)}`;
  });
  return `${seconds.toFixed(3).padStart(8)} s  ${plots.join('  ')}`;
}
