/** Signals whose every sample tells where it belongs. */

/** Numbers from 0 to 1 that a seed repeats (a 32-bit multiplicative generator). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** `count` different whole numbers below `limit`, ascending. */
export function differentFrames(count: number, limit: number, seed: number): number[] {
  const random = randomNumbers(seed);
  const frames = new Set<number>();
  while (frames.size < count) {
    frames.add(Math.floor(random() * limit));
  }
  return [...frames].sort((a, b) => a - b);
}

/** Rises by one 2^-20 from frame to frame, so that no two frames are alike below a million; each
 * channel begins elsewhere. */
export function ramp(frames: number, channels = 1): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: frames * channels }, (_, i) => {
    const frame = Math.floor(i / channels);
    return ((frame % 500_000) + 1 + (i % channels) * 500_000) / 2 ** 20;
  });
}

/** One channel of interleaved samples. */
export function channelOf(samples: Float32Array, channel: number, channels: number): Float32Array {
  return samples.filter((_, i) => i % channels === channel - 1);
}

/** Where samples are not zero. */
export function soundingFrames(samples: Float32Array): number[] {
  const frames: number[] = [];
  samples.forEach((sample, frame) => {
    if (sample !== 0) {
      frames.push(frame);
    }
  });
  return frames;
}
