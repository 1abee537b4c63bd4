/** Random schedules: all requests of a mixer, in blocks of all sizes. */
import fc from 'fast-check';
import type { ModelRequest, ModelTurn } from './reference-mixer.ts';
import type { ModelRecord } from './reference-recorder.ts';
import type { ModelLoop, ModelPlay, ModelSetLoop } from './reference-voice.ts';

export const channels = 2;
/** Of the one input channel; the largest ring has as many frames. */
export const ringFrames = 256;
/** The last one is panned. */
export const busNames: readonly string[] = ['first', 'second', 'third'];

const frame = fc.option(fc.integer({ min: 0, max: 700 }), { freq: 4 });
const gain = fc.constantFrom(1, 0.5, -1, 0.3, 0, 1.7);
const ramp = fc.constantFrom(0, 0, 1, 37, 240);
const allowBelated = fc.constantFrom(true, false, 'trim' as const);
const fade = fc.record({
  frames: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 200 })),
  curve: fc.constantFrom('linear' as const, 'equal-power' as const, 'raised-cosine' as const),
});
const times = fc.oneof(
  { arbitrary: fc.integer({ min: 1, max: 9 }), weight: 5 },
  { arbitrary: fc.constant('endless' as const), weight: 1 },
  { arbitrary: fc.record({ totalFrames: fc.integer({ min: 1, max: 900 }) }), weight: 2 },
);
/** Distances between points, and their values. */
const gainLine = fc
  .array(
    fc.record({
      frames: fc.integer({ min: 1, max: 120 }),
      decibels: fc.constantFrom(0, 0, -6, 3, -24, -89.5, -90, Number.NEGATIVE_INFINITY),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((points) => {
    let at = -1;
    return points.map(({ frames, decibels }) => {
      at += frames;
      return { frame: at, decibels };
    });
  });
const matrix = fc.array(
  fc.record({
    from: fc.constant(1 as const),
    to: fc.integer({ min: 1, max: channels }),
    gain: fc.constantFrom(1, 0.7, -0.5, 0),
  }),
  { minLength: 1, maxLength: 3 },
);
const piece = fc.record({ from: fc.nat(), frames: fc.option(fc.nat()) });

/** A range that the sound plays. */
const loop = fc.record({ start: fc.nat(), frames: fc.integer({ min: 1, max: 90 }), times });

function seldom<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.oneof({ arbitrary: fc.constant(null), weight: 3 }, { arbitrary, weight: 1 });
}

const ring = fc.record({
  fill: fc.integer({ min: 0, max: ringFrames }),
  ended: fc.boolean(),
  onStarve: fc.constantFrom('end' as const, 'silence' as const),
  isOpen: fc.boolean(),
});

interface DrawnLoop {
  start: number;
  frames: number;
  times: ModelLoop['times'];
}

type DrawnPlay = Omit<ModelPlay, 'loop'> & { loop: DrawnLoop | null };
type DrawnSetLoop = Omit<ModelSetLoop, 'loop'> & { loop: DrawnLoop | null };
type DrawnRequest = Exclude<ModelRequest, ModelSetLoop> | DrawnSetLoop;

function playFromRing(play: DrawnPlay & { ring: object }): ModelPlay {
  // What a late ring drops depends on its fill at that moment, not on the schedule.
  const allowBelated = play.allowBelated === 'trim' ? true : play.allowBelated;
  const fadeOut = play.ring?.isOpen ? { ...play.fadeOut, frames: 0 } : play.fadeOut;
  const length = play.ring?.isOpen ? 3000 : play.length;
  return withPiece({ ...play, allowBelated, fadeOut, length, loop: null }, Math.min(length, 900));
}

/** The drawn piece within a sound of so many frames. */
function withPiece({ piece, ...play }: ModelPlay, frames: number): ModelPlay {
  if (piece === null || frames === 0) {
    return { ...play, piece: null };
  }
  const from = piece.from % frames;
  const drawn = piece.frames;
  return {
    ...play,
    piece: { from, frames: drawn === null ? null : 1 + (drawn % (frames - from)) },
  };
}

/** Of the whole sound; of an endless one some. */
function soundFrames({ length, loop }: ModelPlay): number {
  if (loop === null) {
    return length;
  }
  const { times, startFrame, endFrame } = loop;
  if (typeof times === 'object') {
    return times.totalFrames;
  }
  return times === 'endless' ? 900 : length + (times - 1) * (endFrame - startFrame);
}

/** A range that ends within the sound. */
function rangeOf(loop: DrawnLoop, { offset, length }: { offset: number; length: number }) {
  const endFrame = offset + length - (loop.start % length);
  const startFrame = Math.max(0, endFrame - loop.frames);
  return { startFrame, endFrame, times: loop.times };
}

function playFromSamples({ loop, ...play }: DrawnPlay): ModelPlay {
  if (loop === null || play.length === 0) {
    return withPiece({ ...play, loop: null }, play.length);
  }
  const fadeOut = loop.times === 'endless' ? { ...play.fadeOut, frames: 0 } : play.fadeOut;
  const looped = { ...play, fadeOut, loop: rangeOf(loop, play) };
  return withPiece(looped, soundFrames(looped));
}

const play = fc
  .record({
    kind: fc.constant('play' as const),
    frame,
    after: fc.option(fc.nat(20)),
    gap: fc.constantFrom(0, 0, 1, 30, 200),
    allowBelated,
    offset: fc.integer({ min: 0, max: 100 }),
    length: fc.integer({ min: 0, max: 300 }),
    gain,
    channels: fc.array(fc.integer({ min: 1, max: channels }), { minLength: 1, maxLength: 3 }),
    bus: fc.constantFrom(0, 0, 1, 2, 3, 3),
    isPlaced: fc.boolean(),
    fadeIn: fade,
    fadeOut: fade,
    loop: fc.option(loop, { freq: 2 }),
    piece: seldom(piece),
    gainLine: seldom(gainLine),
    matrix: seldom(matrix),
    ring: seldom(ring),
  })
  .map(({ isPlaced, ...rest }): ModelPlay => {
    const canBe = rest.bus === busNames.length && rest.matrix === null;
    const drawn = { ...rest, isPlaced: isPlaced && canBe };
    return drawn.ring === null
      ? playFromSamples(drawn)
      : playFromRing({ ...drawn, ring: drawn.ring });
  });
const target = fc.nat(20);
const cancel = fc.record({
  kind: fc.constant('cancel' as const),
  target,
  frame,
  fade,
  chain: fc.boolean(),
});
const setGain = fc.record({ kind: fc.constant('setGain' as const), target, frame, gain, ramp });
const setLoop = fc.record({
  kind: fc.constant('setLoop' as const),
  target,
  frame,
  loop: fc.option(loop, { freq: 3 }),
});
/** The master has no solo, and only the last bus a pan. */
const setBus = fc
  .record({
    kind: fc.constant('setBus' as const),
    bus: fc.integer({ min: 0, max: busNames.length }),
    frame,
    gain: fc.option(gain, { freq: 3 }),
    muted: fc.option(fc.boolean()),
    soloed: fc.option(fc.boolean()),
    soloSafe: fc.option(fc.boolean()),
    pan: fc.option(fc.constantFrom(0, -1, 1, 0.25, -0.7)),
    ramp,
  })
  .map(({ soloed, soloSafe, ...drawn }) => ({
    ...drawn,
    soloed: drawn.bus === 0 ? null : soloed,
    soloSafe: drawn.bus === 0 ? null : soloSafe,
    pan: drawn.bus === busNames.length ? drawn.pan : null,
    gain: drawn.gain ?? (drawn.muted === null ? 1 : null),
  }));
const record = fc
  .record({
    kind: fc.constant('record' as const),
    frame,
    allowBelated,
    offset: fc.integer({ min: 0, max: 30 }),
    length: fc.integer({ min: 0, max: 400 }),
    ring: fc.option(fc.constantFrom(16, ringFrames), { freq: 2 }),
  })
  .map((drawn): ModelRecord => (drawn.ring === null ? drawn : { ...drawn, offset: 0 }));
const stop = fc.record({ kind: fc.constant('stop' as const), target, frame });

const unlikeBlocks = fc.array(
  fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constant(64), fc.integer({ min: 1, max: 200 })),
  { minLength: 1, maxLength: 6 },
);
/** Block sizes of devices; the longest are longer than a bus holds at once. */
const likeBlocks = fc
  .tuple(fc.constantFrom(16, 64, 520, 520, 1100), fc.constantFrom(2, 3))
  .map(([frames, count]) => new Array<number>(count).fill(frames));
const blocks = fc.oneof(
  { arbitrary: unlikeBlocks, weight: 5 },
  { arbitrary: likeBlocks, weight: 1 },
);

interface DrawnTurn {
  readonly requests: readonly DrawnRequest[];
  readonly blocks: readonly number[];
}

const turn: fc.Arbitrary<DrawnTurn> = fc.record({
  requests: fc.array<DrawnRequest>(
    fc.oneof(
      { arbitrary: play, weight: 6 },
      { arbitrary: cancel, weight: 2 },
      { arbitrary: setGain, weight: 2 },
      { arbitrary: setLoop, weight: 2 },
      { arbitrary: record, weight: 2 },
      setBus,
      stop,
    ),
    { maxLength: 9 },
  ),
  blocks,
});

/** Whether the frame after it is known whatever the blocks. */
function canBeFollowed(play: ModelPlay | undefined): boolean {
  return play !== undefined && (play.ring === null || play.ring.ended);
}

/** Cancels, gains and stops refer to requests of earlier turns, or they are left out; a follower of a
 * play that cannot be followed gets a start of its own. */
function withKnownTargets(turns: readonly DrawnTurn[]): ModelTurn[] {
  const plays: ModelPlay[] = [];
  let recorders = 0;
  return turns.map(({ requests, blocks }) => {
    const before = { plays: plays.length, recorders };
    const known = requests.flatMap((request): ModelRequest[] => {
      switch (request.kind) {
        case 'play': {
          const after = request.after === null ? null : request.after % (plays.length + 1);
          const follows = after !== null && canBeFollowed(plays[after]);
          const frame = follows ? null : request.frame;
          plays.push({ ...request, after: follows ? after : null, frame });
          return plays.slice(-1);
        }
        case 'record':
          recorders++;
          return [request];
        case 'setBus':
          return [request];
        case 'stop':
          return retargeted(request, before.recorders);
        case 'setLoop':
          return newLoop(request, plays.slice(0, before.plays));
        default:
          return retargeted(request, before.plays);
      }
    });
    return { requests: known, blocks };
  });
}

/** Of one of the plays that have a loop. */
function newLoop({ loop, ...request }: DrawnSetLoop, plays: readonly ModelPlay[]): ModelSetLoop[] {
  const looped = [...plays.keys()].filter((k) => plays[k]?.loop);
  const target = looped[request.target % looped.length];
  const play = plays[target ?? -1];
  if (target === undefined || play === undefined) {
    return [];
  }
  const range = loop === null ? null : rangeOf(loop, play);
  // What has a fade out has an end.
  const times = range?.times === 'endless' && play.fadeOut.frames > 0 ? 3 : range?.times;
  return [{ ...request, target, loop: range && { ...range, times: times ?? 1 } }];
}

function retargeted<T extends { readonly target: number }>(request: T, count: number): T[] {
  return count === 0 ? [] : [{ ...request, target: request.target % count }];
}

/** The requests of each turn. */
export const schedules: fc.Arbitrary<ModelTurn[]> = fc
  .array(turn, { minLength: 1, maxLength: 4 })
  .map(withKnownTargets);
