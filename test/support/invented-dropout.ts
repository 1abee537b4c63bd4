/** A dropout of which a test names what it looks at. */
import type { Dropout } from '../../preload/dropouts.ts';

export function inventedDropout(values: Partial<Dropout> = {}): Dropout {
  return {
    id: 1,
    count: 1,
    runNumber: 1,
    hostApi: 'JACK',
    streamNumber: 1,
    streamFrame: 0,
    timelineFrame: 0,
    sampleRate: 48_000,
    direction: 'output',
    frames: null,
    isEstimate: false,
    source: 'reported',
    flags: ['output-underflow'],
    before: null,
    after: null,
    activities: [],
    lateSeconds: null,
    load: null,
    touched: [],
    touchedCount: 0,
    ...values,
  };
}
