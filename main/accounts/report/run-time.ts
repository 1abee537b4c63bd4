/**
 * The run's own time: seconds from its first timeline frame, over all its streams. Loops and jumps do
 * not turn it back. It runs on through an outage; between streams it is told by where they ended.
 */
import type { RunAccount, RunStream } from '../../../preload/run.ts';
import type { Frames, SampleRate, Seconds } from '../../../preload/units.ts';

interface StreamPlace {
  readonly sampleRate: SampleRate;
  /** Stream frame that lies `atSeconds` after the run's beginning. */
  readonly fromFrame: Frames;
  readonly atSeconds: Seconds;
}

export class RunTime {
  readonly #places = new Map<number, StreamPlace>();
  readonly #sampleRate: SampleRate;

  constructor(account: RunAccount) {
    this.#sampleRate = account.header.device.sampleRate;
    let before: RunStream | null = null;
    for (const stream of account.streams) {
      if (this.#places.has(stream.streamNumber)) continue;
      this.#places.set(stream.streamNumber, this.#placeOf(account, stream, before));
      before = stream;
    }
  }

  #placeOf(account: RunAccount, stream: RunStream, before: RunStream | null): StreamPlace {
    const { sampleRate } = stream.device;
    if (before === null) {
      return { sampleRate, fromFrame: firstFrameOf(account, stream), atSeconds: 0 };
    }
    const outage = account.outages.find(
      ({ backStreamNumber }) => backStreamNumber === stream.streamNumber,
    );
    const end = lastFrameOf(account, before.streamNumber);
    const atSeconds = this.seconds(before.streamNumber, end) + (outage?.seconds ?? 0);
    return { sampleRate, fromFrame: stream.firstFrame, atSeconds };
  }

  /** Of a frame of a stream; below 0 = before the run's first timeline frame. */
  seconds(streamNumber: number, streamFrame: Frames): Seconds {
    const place = this.#places.get(streamNumber);
    if (place === undefined) return streamFrame / this.#sampleRate;
    return place.atSeconds + (streamFrame - place.fromFrame) / place.sampleRate;
  }
}

/** The first frame of the timeline that the run played; without a timeline its stream's first one. */
function firstFrameOf({ origins }: RunAccount, stream: RunStream): Frames {
  const origin = origins.find(({ streamNumber }) => streamNumber === stream.streamNumber);
  return origin === undefined ? stream.firstFrame : origin.originFrame + origin.timelineFrame;
}

/** Where a stream ended; where its account was cut off, the last frame that is told of. */
function lastFrameOf(account: RunAccount, streamNumber: number): Frames {
  const end = account.streamEnds.find((one) => one.streamNumber === streamNumber);
  return end === undefined ? lastKnownFrame(account, streamNumber) : end.lastFrame;
}

function lastKnownFrame(account: RunAccount, streamNumber: number): Frames {
  let last = 0;
  const see = (number: number, frame: Frames | null) => {
    if (number === streamNumber && frame !== null) last = Math.max(last, frame);
  };
  for (const stream of account.streams) see(stream.streamNumber, stream.firstFrame);
  for (const load of account.loads) see(load.streamNumber, load.firstFrame + load.frames);
  for (const row of account.actions) {
    see(row.streamNumber, row.actualFrame === null ? null : row.actualFrame + row.doneFrames);
  }
  for (const dropout of account.dropouts) see(dropout.streamNumber, dropout.streamFrame);
  return last;
}

/** How long the run was; of one that goes on or was cut off, as far as its account tells. */
export function runSeconds(account: RunAccount, time: RunTime): Seconds {
  // Offline a run takes as long as the processor needs.
  if (account.end !== null && account.header.audible !== 'offline') return account.end.seconds;
  const ends = account.streams.map(({ streamNumber }) =>
    time.seconds(streamNumber, lastFrameOf(account, streamNumber)),
  );
  return Math.max(0, ...ends);
}
