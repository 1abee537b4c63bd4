/** Calls about files: sound files, media, readers, takes. */
import path from 'node:path';
import * as library from '../../../../native/index.ts';
import {
  type Anything,
  count,
  type FuzzValue,
  getters,
  method,
  type PublicCall,
} from './public-call.ts';
import type { FuzzScene } from './scene.ts';

const tools = library as unknown as Anything;

function tool(name: string, ...values: FuzzValue[]): PublicCall {
  return { name, run: (scene) => tools[name]?.(...values.map((value) => value(scene))) };
}

/** A sound file, another file, a folder, a path that does not exist, or no path. */
const pathOf = (scene: FuzzScene) =>
  scene.either(
    () =>
      path.join(
        scene.folder,
        scene.dice.pick([
          'tone.wav',
          'tone.wav',
          'stereo.wav',
          'cut.wav',
          'noise.wav',
          'none',
          '.',
        ]),
      ),
    10,
  );

/** A file to write, which may exist; sometimes a sound file. */
const placeOf = (kind: string) => (scene: FuzzScene) =>
  scene.dice.once(10)
    ? pathOf(scene)
    : path.join(scene.folder, `${kind}-${scene.dice.below(4)}.wav`);

const frame = (scene: FuzzScene) =>
  scene.either(() => scene.dice.pick([0, 1, 499, 2999, 5000, 6000, 1e6]), 8);
const perBin = (scene: FuzzScene) =>
  scene.either(() => scene.dice.pick([1, 1.5, 63, 256, 1000, 1e5, 1e9]), 8);

const mediaOf = (scene: FuzzScene) => scene.recent(scene.media);
const readerOf = (scene: FuzzScene) => scene.recent(scene.readers);
const writerOf = (scene: FuzzScene) => scene.recent(scene.writers);

const opening = tool('openMedia', pathOf, (scene) => {
  const { dice } = scene;
  const odd = scene.options({
    sampleRate: () => dice.pick([48_000, 44_100, 8000, 1]),
    residentLimitFrames: () => dice.pick([0, 100, 1e9]),
    copyPath: () => placeOf('copy')(scene),
    peaksPath: () => placeOf('peaks')(scene),
    quality: () => dice.pick(['best', 'medium', 'fastest']),
  });
  // Required options are mostly given, so that most files open.
  return dice.once(8) || typeof odd !== 'object' || odd === null
    ? odd
    : Object.defineProperties(
        { sampleRate: 48_000, residentLimitFrames: dice.pick([0, 0, 1e9]) },
        Object.getOwnPropertyDescriptors(odd),
      );
});

const takes = {
  name: 'TakeWriter.open',
  run: (scene: FuzzScene) => {
    const options = scene.options({
      path: () => path.join(scene.folder, `take-${scene.dice.below(1e9)}.wav`),
      channels: () => scene.dice.pick([1, 2, 2]),
      sampleRate: () => 48_000,
      headerSeconds: () => 0.01,
    });
    return (library.TakeWriter as unknown as Anything).open?.(
      typeof options !== 'object' || options === null || scene.dice.once(8)
        ? options
        : Object.defineProperties(
            {
              ...{ path: path.join(scene.folder, `take-${scene.dice.below(1e9)}.wav`) },
              ...{ channels: 2, sampleRate: 48_000, ringSeconds: 0.02 },
            },
            Object.getOwnPropertyDescriptors(options),
          ),
    );
  },
};

/** Into a take: the file must hold as many frames as the action reports. */
const recording = {
  name: 'recordRingBuffer into a take',
  run: (scene: FuzzScene) => {
    const mixer = scene.mixer() as unknown as Anything;
    const writer = writerOf(scene);
    return writer === undefined
      ? undefined
      : mixer.recordRingBuffer?.(
          writer,
          scene.options({
            length: () => scene.dice.below(400),
            channels: () => scene.dice.pick([1, 2]),
            start: () => scene.start(),
          }),
        );
  },
};

/** Plays a medium's samples, or a reader of it. */
const playing = {
  name: 'playBuffer of a file',
  run: (scene: FuzzScene) => {
    const { dice } = scene;
    const samples = dice.once(2) ? readerOf(scene) : mediaOf(scene)?.samples;
    const mixer = scene.mixer() as unknown as Anything;
    return mixer.playBuffer?.(
      samples,
      scene.options({
        start: () => scene.start(),
        length: () => dice.below(3000),
        channels: () => dice.pick([[1], [1, 2]]),
        loop: () => ({ times: 'endless' }),
      }),
    );
  },
};

/** Called more often than others, because most need what an earlier one opened. */
const onFiles = [
  opening,
  takes,
  playing,
  recording,
  method('Media', mediaOf, 'peaks', frame, perBin, count),
  method('Media', mediaOf, 'read', frame, frame),
  method('Media', mediaOf, 'openReader', (scene) =>
    scene.options({
      startFrame: () => frame(scene),
      lengthFrames: () => frame(scene),
      loop: () => ({ startFrame: frame(scene), lengthFrames: frame(scene) }),
    }),
  ),
  method('Media', mediaOf, 'openReader', (scene) => ({
    startFrame: scene.dice.below(3000),
    lengthFrames: scene.dice.below(6000),
  })),
  getters('a medium', mediaOf),
  getters('a reader', readerOf),
  method('TakeWriter', writerOf, 'peaks', frame, perBin, count),
  getters('a take', writerOf),
  method('Media', mediaOf, 'status'),
  method('TakeWriter', writerOf, 'status'),
];

export const fileCalls: readonly PublicCall[] = [
  ...onFiles,
  ...onFiles,
  tool('probeFile', pathOf),
  tool('decodeFile', pathOf, (scene) =>
    scene.options({
      sampleRate: () => 48_000,
      signal: () => scene.dice.pick([AbortSignal.abort(), AbortSignal.timeout(2)]),
      onProgress: () => () => {},
    }),
  ),
  tool('recoverTake', (scene) => (scene.dice.once(2) ? placeOf('copy')(scene) : pathOf(scene))),
  method('Media', mediaOf, 'cancel'),
  disposal('Media', mediaOf),
  disposal('DiskReader', readerOf),
  disposal('TakeWriter', writerOf),
  {
    name: 'TakeWriter.finish',
    run: (scene: FuzzScene) => {
      const writer = writerOf(scene);
      return writer === undefined ? undefined : scene.finish(writer);
    },
  },
];

function disposal(name: string, find: (scene: FuzzScene) => Disposable | undefined): PublicCall {
  return { name: `${name}'s disposal`, run: (scene) => find(scene)?.[Symbol.dispose]() };
}
