/** The system's clock and a stream's device time, read at the same moment. */

/** What `performance.now()` and `stream.time` were at one moment. */
export interface ClockReading {
  /** Milliseconds, as `performance.now()` counts them in this thread. */
  readonly systemTime: number;
  /** Seconds of device time, as `stream.time`. */
  readonly time: number;
  /** Seconds. At `systemTime` the device time differed from `time` by no more than this: half the time
   * that the reading took and one frame, because some host APIs count device time in frames. It says
   * nothing about how far the driver's time is from what is heard. */
  readonly bound: number;
}

/** The first ones of a program are slow, and any may be interrupted. */
const readings = 8;

/** The narrowest of several readings. */
export function readClocksOf(deviceTime: () => number, sampleRate: number): ClockReading {
  let narrowest = Number.POSITIVE_INFINITY;
  let systemTime = 0;
  let time = 0;
  for (let k = 0; k < readings; k++) {
    const before = performance.now();
    const read = deviceTime();
    const width = performance.now() - before;
    if (width < narrowest) {
      narrowest = width;
      systemTime = before + width / 2;
      time = read;
    }
  }
  return Object.freeze({ systemTime, time, bound: narrowest / 2000 + 1 / sampleRate });
}
