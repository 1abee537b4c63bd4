/** Calls of the two Node streams, and what must have passed when they are done. */
import {
  OfflineMixer,
  PlaybackStream,
  RecordingStream,
  RtMixerError,
} from '../../../../native/index.ts';
import { getters, method, type PublicCall } from './public-call.ts';
import type { FuzzScene, WatchedStream } from './scene.ts';
import { CallersOwnError } from './values.ts';

function watched<Stream extends PlaybackStream | RecordingStream>(stream: Stream) {
  const watch: WatchedStream<Stream> = { stream, passed: 0, isDone: false, error: null };
  stream.on('error', (error: unknown) => {
    watch.error = error;
  });
  stream.on(stream instanceof PlaybackStream ? 'finish' : 'end', () => {
    watch.isDone = true;
  });
  return watch;
}

/** Whether a stream may end with this error: the library's, Node's or the caller's. */
function isPromised(error: unknown): boolean {
  const isNodes = error instanceof Error && /^ERR_STREAM_/.test(Reflect.get(error, 'code') ?? '');
  return (
    error === null ||
    isNodes ||
    error instanceof CallersOwnError ||
    (error instanceof RtMixerError && error.code !== 'internal')
  );
}

/** A sentence for each stream that ended wrongly. */
export function streamProblems({ playing, reading }: FuzzScene): string[] {
  const problems = [...playing, ...reading].flatMap(({ error }) =>
    isPromised(error)
      ? []
      : [`a stream ended with ${error instanceof Error ? error.stack : error}`],
  );
  for (const { stream, passed, isDone } of playing) {
    const played = (stream.action?.doneFrames ?? 0) * stream.ring.elementSize;
    if (isDone && played !== passed) {
      problems.push(`a stream of ${passed} bytes finished when ${played} were played`);
    }
  }
  for (const { stream, passed, isDone } of reading) {
    const recorded = stream.action.doneFrames * (stream.ring.elementSize / 4);
    if (isDone && recorded !== passed) {
      problems.push(`a stream of ${recorded} samples ended when ${passed} were read`);
    }
  }
  return problems;
}

/** Lets the remaining streams end by themselves. */
export async function endStreams(scene: FuzzScene): Promise<void> {
  for (const watch of scene.playing) {
    write(watch, new Float32Array(120));
    watch.stream.end();
  }
  for (const watch of scene.reading) {
    watch.stream.on('data', (chunk: Float32Array) => {
      watch.passed += chunk.length;
    });
  }
  for (let round = 0; round < 10; round++) {
    for (const mixer of scene.mixers) {
      if (mixer instanceof OfflineMixer && !mixer.closed) {
        mixer.render(4000);
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 6));
  }
}

function write(watch: WatchedStream<PlaybackStream>, chunk: unknown): void {
  // Read before the memory may be transferred.
  const bytes = ArrayBuffer.isView(chunk) ? chunk.byteLength : 0;
  watch.stream.write(chunk, (error) => {
    watch.passed += error ? 0 : bytes;
  });
}

const playback = (scene: FuzzScene) => scene.recent(scene.playing);
const recording = (scene: FuzzScene) => scene.recent(scene.reading);

function anyStream(scene: FuzzScene): PlaybackStream | RecordingStream | undefined {
  return (scene.dice.once(2) ? playback(scene) : recording(scene))?.stream;
}

/** Mostly frames, of all sizes. */
function chunkOf(scene: FuzzScene): unknown {
  const { dice } = scene;
  return scene.either(
    () =>
      dice.once(4)
        ? new Uint8Array(dice.below(3000))
        : new Float32Array(dice.pick([0, 2, 64, 501, 5000])).fill(0.1),
    30,
  );
}

function ringOptions(scene: FuzzScene): unknown {
  const { dice } = scene;
  return scene.options({
    size: () => dice.pick([64, 1024, 1024]),
    prefill: () => dice.pick([0, 10]),
    length: () => dice.below(2000),
    channels: () => dice.pick([1, 2, [2, 1]]),
    start: () => scene.start(),
    onStarve: () => dice.pick(['end', 'silence']),
    onLoss: () => dice.pick(['mark', 'fill']),
    gain: () => 0.5,
  });
}

const making = [
  {
    name: 'new PlaybackStream',
    run: (scene: FuzzScene) => {
      const values = [scene.either(() => scene.mixer()), ringOptions(scene)];
      const stream = Reflect.construct(PlaybackStream, values) as PlaybackStream;
      scene.playing.push(watched(stream));
    },
  },
  {
    name: 'new RecordingStream',
    run: (scene: FuzzScene) => {
      const values = [scene.either(() => scene.mixer()), ringOptions(scene)];
      const stream = Reflect.construct(RecordingStream, values) as RecordingStream;
      scene.reading.push(watched(stream));
      scene.keep(stream.action);
    },
  },
];

const writing = {
  name: 'PlaybackStream.write',
  run: (scene: FuzzScene) => {
    const watch = playback(scene);
    const chunk = chunkOf(scene);
    if (watch !== undefined) {
      write(watch, chunk);
      transferSome(scene, chunk);
      scene.keep(watch.stream.action);
    }
  },
};

/** A caller who transfers the memory before the callback. */
function transferSome(scene: FuzzScene, chunk: unknown): void {
  if (scene.dice.once(30) && chunk instanceof Float32Array && ArrayBuffer.isView(chunk)) {
    const { buffer } = chunk;
    if (buffer instanceof ArrayBuffer && !buffer.detached) {
      structuredClone(buffer, { transfer: [buffer] });
    }
  }
}

const reading = {
  name: 'RecordingStream.read',
  run: (scene: FuzzScene) => {
    const watch = recording(scene);
    const chunk: unknown = watch?.stream.read();
    if (watch !== undefined && chunk instanceof Float32Array) {
      watch.passed += chunk.length;
    }
  },
};

export const streamCalls: readonly PublicCall[] = [
  ...making,
  ...making,
  ...Array.from({ length: 6 }, () => [writing, reading]).flat(),
  {
    name: 'PlaybackStream.end',
    run: (scene: FuzzScene) => void playback(scene)?.stream.end(),
  },
  method('PlaybackStream', (scene) => playback(scene)?.stream, 'cork'),
  method('PlaybackStream', (scene) => playback(scene)?.stream, 'uncork'),
  method('PlaybackStream', (scene) => playback(scene)?.stream, 'uncork'),
  method(
    'RecordingStream',
    (scene) => recording(scene)?.stream,
    'finish',
    (scene) => scene.options({ time: () => scene.start(), fade: () => 0.001 }),
  ),
  {
    name: 'destroy of a stream',
    run: (scene: FuzzScene) => {
      const { dice } = scene;
      anyStream(scene)?.destroy(dice.once(2) ? new CallersOwnError('destroyed') : undefined);
    },
  },
  getters('a stream', anyStream),
];
