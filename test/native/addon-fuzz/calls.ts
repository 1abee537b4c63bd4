/** Every public call of the library, with arguments that are mostly right. */
import path from 'node:path';
import * as library from '../../../native/index.ts';
import type { AnyMixer, Scene } from './scene.ts';
import { oddValue } from './values.ts';

/** What a program in JavaScript can call: types do not hold it back. */
type Anything = Record<string, (...values: unknown[]) => unknown>;

export interface PublicCall {
  readonly name: string;
  readonly run: (scene: Scene) => unknown;
}

function samplesOf(scene: Scene): unknown {
  const { dice } = scene;
  const length = dice.pick([0, 2, 64, 500, 501, 4000]);
  return scene.either(() =>
    dice.once(2) ? dice.pick(scene.buffers) : new Float32Array(length).fill(0.25),
  );
}

function fadeOf(scene: Scene): unknown {
  const { dice } = scene;
  const frames = dice.below(300);
  return dice.pick([frames / 48_000, { frames }, { seconds: 0.001, curve: 'equal-power' }]);
}

function playOptions(scene: Scene): Record<string, () => unknown> {
  const { dice } = scene;
  return {
    start: () => scene.start(),
    channels: () => dice.pick([1, 2, [2, 1], [2, 2]]),
    allowBelated: () => dice.pick([true, false, 'trim']),
    offset: () => dice.below(10),
    length: () => dice.below(40),
    gain: () => dice.pick([0, 1, -0.5]),
    fadeIn: () => fadeOf(scene),
    fadeOut: () => fadeOf(scene),
    loop: () => ({ times: dice.pick([1, 5, 'endless']), lengthFrames: 1 }),
    onStarve: () => dice.pick(['end', 'silence', 'skip']),
    bus: () => 'drums',
  };
}

function requestOf(scene: Scene): unknown {
  const { dice } = scene;
  const type = dice.pick([...library.actionTypes, 'playBuffer']);
  return scene.options({
    ...playOptions(scene),
    type: () => type,
    samples: () => samplesOf(scene),
    target: () => samplesOf(scene),
    ring: () => dice.pick(scene.rings),
    action: () => scene.action(),
    time: () => scene.start(),
    fade: () => fadeOf(scene),
    chain: () => dice.once(2),
    ramp: () => dice.pick([0, 0.001, 1]),
    muted: () => dice.once(2),
    soloed: () => dice.once(2),
  });
}

/** A list, now and then with a hole, or one that grows while it is read. */
function requestsOf(scene: Scene): unknown[] {
  const { dice } = scene;
  const requests = Array.from({ length: dice.below(4) }, () => requestOf(scene));
  if (dice.once(20)) {
    requests.length++;
    requests.push(requestOf(scene));
  }
  if (dice.once(20)) {
    requests.push({
      get type() {
        requests.push(requestOf(scene));
        return 'fetchAndResetStats';
      },
    });
  }
  return requests;
}

function onMixer(name: string, ...values: ((scene: Scene) => unknown)[]): PublicCall {
  return {
    name,
    run: (scene) => {
      const mixer = scene.mixer() as unknown as Anything;
      return mixer[name]?.(...values.map((value) => value(scene)));
    },
  };
}

function getters(name: string, object: (scene: Scene) => object): PublicCall {
  return {
    name: `the properties of ${name}`,
    run: (scene) => {
      const target = object(scene);
      for (const prototype of [target, Object.getPrototypeOf(target)]) {
        for (const key of Object.keys(Object.getOwnPropertyDescriptors(prototype ?? {}))) {
          if (key !== 'finished' && key !== 'constructor') {
            Reflect.get(target, key, target);
          }
        }
      }
    },
  };
}

const play = (scene: Scene) => scene.options(playOptions(scene));
const command = (scene: Scene) =>
  scene.options({
    time: () => scene.start(),
    fade: () => fadeOf(scene),
    ramp: () => scene.dice.pick([0, 0.002]),
    allowBelated: () => scene.dice.pick([true, false]),
    chain: () => true,
    gain: () => 0.5,
    muted: () => true,
  });
const ringOf = (scene: Scene) => scene.either(() => scene.dice.pick(scene.rings));
const gainOf = (scene: Scene) => scene.either(() => 0.5);
const count = (scene: Scene) => scene.either(() => scene.dice.below(70));

const mixerCalls = [
  onMixer('playBuffer', samplesOf, play),
  onMixer('playBuffer', samplesOf, play),
  onMixer('playRingBuffer', ringOf, play),
  onMixer('recordBuffer', samplesOf, play),
  onMixer('recordRingBuffer', ringOf, play),
  onMixer('cancel', (scene) => scene.action(), command),
  onMixer('setGain', (scene) => scene.action(), gainOf, command),
  onMixer('setBus', (scene) => scene.either(() => 'drums'), command),
  onMixer('bus', (scene) => scene.either(() => 'drums')),
  onMixer('fetchAndResetStats', command),
  onMixer(
    'schedule',
    (scene) => scene.either(() => requestsOf(scene)),
    (scene) => scene.options({ origin: () => scene.start() }),
  ),
  onMixer(
    'scheduleColumns',
    (scene) =>
      scene.options({
        start: () => Float64Array.from([0, 10, 20]),
        samples: () => samplesOf(scene),
        offset: () => Float64Array.from([0, 1, 2]),
        length: () => 10,
        gain: () => Float64Array.from([0, 1, 0.5]),
      }),
    (scene) => scene.options({ origin: () => scene.start() }),
  ),
  onMixer('wait', (scene) => scene.action()),
  onMixer('onActionsFinished', (scene) => scene.either(() => () => {})),
  onMixer('onDead', (scene) => scene.either(() => () => {})),
  onMixer('takeLevels'),
  onMixer('liveStats'),
  onMixer('render', count, (scene) => scene.either(() => undefined, 4)),
  onMixer('start'),
  onMixer('start'),
  onMixer('startAsync'),
  onMixer('stop'),
  onMixer('abort'),
  getters('a mixer', (scene: Scene): AnyMixer => scene.mixer()),
];

function closing(scene: Scene): unknown {
  return scene.dice.once(8) ? scene.mixer().close() : undefined;
}

function onRing(name: string, ...values: ((scene: Scene) => unknown)[]): PublicCall {
  return {
    name: `RingBuffer.${name}`,
    run: (scene) => {
      const ring = scene.dice.pick(scene.rings) as unknown as Anything;
      return ring[name]?.(...values.map((value) => value(scene)));
    },
  };
}

const bytesOf = (scene: Scene) => scene.either(() => new Uint8Array(8 * scene.dice.below(20)));

/** From whatever side, whoever else uses them. */
const ringCalls = [
  onRing('read', count),
  onRing('readInto', bytesOf),
  onRing('write', bytesOf, count),
  onRing('getReadBuffers', count),
  onRing('advanceReadIndex', count),
  onRing('getWriteBuffers', count),
  onRing('advanceWriteIndex', count),
  onRing('flush'),
  onRing('setEnded', (scene) => scene.either(() => true)),
  getters('a ring', (scene) => scene.dice.pick(scene.rings)),
];

const { Mixer, Recorder, OfflineMixer, RingBuffer } = library;
const classes = { Mixer, Recorder, OfflineMixer, RingBuffer };

function anew(name: keyof typeof classes): PublicCall {
  return {
    name: `new ${name}`,
    run: (scene) => {
      const { dice } = scene;
      const values =
        name === 'RingBuffer'
          ? [count(scene), count(scene), scene.either(() => new SharedArrayBuffer(256), 2)]
          : [
              scene.options({
                hostApi: () => 'Virtual',
                device: () => dice.pick(['Virtual loopback', 'Nothing', 0, -1]),
                sampleRate: () => dice.pick([48_000, 8000, 1]),
                channels: () => dice.pick([1, 2, [0, 2], [1, 1]]),
                blockSize: () => dice.pick([0, 1, 64]),
                latency: () => dice.pick(['low', 'high', 0.1]),
                virtual: () => ({ delayFrames: oddValue(dice), speed: oddValue(dice) }),
                buses: () => dice.pick([['a'], ['a', 'a'], ['']]),
                onFinished: () => () => {},
              }),
            ];
      const made = Reflect.construct(classes[name], values) as { close?: () => unknown };
      return made.close?.();
    },
  };
}

const tools = library as unknown as Anything;

function tool(name: string, ...values: ((scene: Scene) => unknown)[]): PublicCall {
  return { name, run: (scene) => tools[name]?.(...values.map((value) => value(scene))) };
}

/** A file that is none, a folder, or no path. */
const pathOf = (scene: Scene) =>
  scene.either(
    () => path.join(scene.folder, scene.dice.pick(['none.wav', '.', 'noise.wav', 'take.wav'])),
    4,
  );
const checked = (scene: Scene) =>
  scene.options({ hostApi: () => 'Virtual', channels: () => 1, sampleRate: () => 48_000 });

const otherCalls = [
  anew('Mixer'),
  anew('Recorder'),
  anew('OfflineMixer'),
  anew('RingBuffer'),
  {
    name: 'SampleBuffer.create',
    run: (scene: Scene) =>
      (library.SampleBuffer as unknown as Anything).create?.(
        scene.options({ channels: () => 2, frames: () => 10, sampleRate: () => 48_000 }),
      ),
  },
  {
    name: 'SampleBuffer.from',
    run: (scene: Scene) =>
      (library.SampleBuffer as unknown as Anything).from?.(
        samplesOf(scene),
        scene.options({ channels: () => 2, sampleRate: () => 48_000 }),
      ),
  },
  {
    name: 'SampleBuffer.copy',
    run: (scene: Scene) =>
      (scene.dice.pick(scene.buffers) as unknown as Anything).copy?.(count(scene), count(scene)),
  },
  getters('a sample buffer', (scene) => scene.dice.pick(scene.buffers)),
  {
    name: 'the properties of an action',
    run: (scene: Scene) => {
      const action = scene.action() as library.Action;
      return action instanceof library.Action
        ? [action.state, action.stats, action.channels, action.takePeak(), action.totalFrames]
        : null;
    },
  },
  tool('checkInputSettings', checked),
  tool('checkOutputSettings', checked),
  tool('queryDevice', (scene) => scene.either(() => 'Virtual loopback', 3)),
  tool('queryHostApi', (scene) => scene.either(() => 'Virtual', 3)),
  tool('probeFile', pathOf),
  tool('decodeFile', pathOf, (scene) =>
    scene.options({ sampleRate: () => 48_000, signal: () => AbortSignal.abort() }),
  ),
  tool('recoverTake', pathOf),
  tool('openMedia', pathOf, (scene) => scene.options({ sampleRate: () => 48_000 })),
  {
    name: 'TakeWriter.open',
    run: async (scene: Scene) => {
      const writer = await library.TakeWriter.open(
        scene.options({
          path: () => path.join(scene.folder, `take-${scene.dice.below(1e9)}.wav`),
          channels: () => 2,
          sampleRate: () => 48_000,
        }) as library.TakeOptions,
      );
      scene.keep(writer.finish());
    },
  },
  { name: 'close', run: closing },
];

export const publicCalls: readonly PublicCall[] = [
  ...mixerCalls,
  ...mixerCalls,
  ...mixerCalls,
  ...ringCalls,
  ...otherCalls,
];
