/** Every public call of the library, with arguments that are mostly right. */
import * as library from '../../../../native/index.ts';
import { fileCalls } from './file-calls.ts';
import { type Anything, count, getters, method, type PublicCall } from './public-call.ts';
import type { FuzzScene } from './scene.ts';
import { streamCalls } from './stream-calls.ts';
import { oddValue } from './values.ts';

function samplesOf(scene: FuzzScene): unknown {
  const { dice } = scene;
  const length = dice.pick([0, 2, 64, 500, 501, 4000]);
  return scene.either(() =>
    dice.once(2) ? dice.pick(scene.buffers) : new Float32Array(length).fill(0.25),
  );
}

function fadeOf(scene: FuzzScene): unknown {
  const { dice } = scene;
  const frames = dice.below(300);
  return dice.pick([frames / 48_000, { frames }, { seconds: 0.001, curve: 'equal-power' }]);
}

type Options = Record<string, () => unknown>;

/** Those of `options` that `names` lists, and seldom one that is unknown there. */
function only(scene: FuzzScene, options: Options, names: readonly string[]): Options {
  const isKnown = ([name]: [string, unknown]) => names.includes(name) || scene.dice.once(200);
  return Object.fromEntries(Object.entries(options).filter(isKnown));
}

const playNames = [
  ...['channels', 'length', 'gain', 'ramp', 'fadeIn', 'fadeOut', 'onStarve', 'bus'],
  ...['gainLine', 'matrix', 'piece'],
];
const whenNames = ['start', 'allowBelated'];
const commandNames = ['time', 'allowBelated'];
const namesOf: Readonly<Record<string, readonly string[]>> = {
  playBuffer: [...whenNames, ...playNames, 'samples', 'offset', 'loop'],
  playRingBuffer: [...whenNames, ...playNames, 'ring'],
  recordBuffer: [...whenNames, 'channels', 'length', 'target', 'offset', 'onLoss'],
  recordRingBuffer: [...whenNames, 'channels', 'length', 'ring', 'onLoss'],
  cancel: [...commandNames, 'action', 'fade', 'chain'],
  setGain: [...commandNames, 'action', 'gain', 'ramp'],
  setLoop: [...commandNames, 'action', 'loop'],
  setBus: [...commandNames, 'bus', 'gain', 'pan', 'muted', 'soloed', 'soloSafe', 'ramp'],
  fetchAndResetStats: commandNames,
};

function allOptions(scene: FuzzScene): Options {
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
    loop: () =>
      dice.pick([
        { times: dice.pick([1, 5, 'endless']), lengthFrames: 1 },
        { totalFrames: dice.below(90), lengthFrames: 1 },
      ]),
    gainLine: () => [
      { frame: dice.below(9), decibels: dice.pick([0, -90, -6]) },
      { frame: 8 + dice.below(20), decibels: dice.pick([-Infinity, 3]) },
    ],
    matrix: () => [{ from: 1, to: 1 + dice.below(2), gain: dice.pick([0.5, -1]) }],
    piece: () => ({ from: dice.below(9), ...dice.pick([{}, { frames: 1 + dice.below(20) }]) }),
    onStarve: () => dice.pick(['end', 'silence', 'skip']),
    onLoss: () => dice.pick(['mark', 'fill']),
    bus: () => 'drums',
    samples: () => samplesOf(scene),
    target: () => samplesOf(scene),
    ring: () => dice.pick(scene.rings),
    action: () => scene.action(),
    time: () => scene.start(),
    fade: () => fadeOf(scene),
    chain: () => dice.once(2),
    ramp: () => dice.pick([0, 0.001, 1]),
    pan: () => dice.pick([0, -1, 0.5]),
    soloSafe: () => dice.once(2),
    muted: () => dice.once(2),
    soloed: () => dice.once(2),
  };
}

function requestOf(scene: FuzzScene): unknown {
  const { dice } = scene;
  const type = dice.pick([...library.actionTypes, 'playBuffer']);
  const names = namesOf[type] ?? [];
  return scene.options({ ...only(scene, allOptions(scene), names), type: () => type });
}

/** A list, sometimes with a hole, or one that grows while it is read. */
function requestsOf(scene: FuzzScene): unknown[] {
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

/** Options of a call; its argument is none of them. */
const optionsFor = (type: string, argument: string) => (scene: FuzzScene) => {
  const names = namesOf[type] ?? [];
  return scene.options(
    only(
      scene,
      allOptions(scene),
      names.filter((name) => name !== argument),
    ),
  );
};
const ringOf = (scene: FuzzScene) => scene.either(() => scene.dice.pick(scene.rings));
const gainOf = (scene: FuzzScene) => scene.either(() => 0.5);

/** Less often: a stream that is being started or stopped refuses all other calls. */
function seldom({ name, run }: PublicCall): PublicCall {
  return { name, run: (scene) => (scene.dice.once(3) ? run(scene) : undefined) };
}

const mixerOf = (scene: FuzzScene) => scene.mixer();
const ringAt = (scene: FuzzScene) => scene.dice.pick(scene.rings);

const newLoopOf = (scene: FuzzScene) =>
  scene.either(() => {
    const { dice } = scene;
    const startFrame = dice.pick([undefined, dice.below(30)]);
    return dice.pick([null, { startFrame, lengthFrames: 1 + dice.below(9), times: 2 }]);
  });

const mixerCalls = [
  method('mixer', mixerOf, 'playBuffer', samplesOf, optionsFor('playBuffer', 'samples')),
  method('mixer', mixerOf, 'playBuffer', samplesOf, optionsFor('playBuffer', 'samples')),
  method('mixer', mixerOf, 'playRingBuffer', ringOf, optionsFor('playRingBuffer', 'ring')),
  method('mixer', mixerOf, 'recordBuffer', samplesOf, optionsFor('recordBuffer', 'target')),
  method('mixer', mixerOf, 'recordRingBuffer', ringOf, optionsFor('recordRingBuffer', 'ring')),
  method('mixer', mixerOf, 'cancel', (scene) => scene.action(), optionsFor('cancel', 'action')),
  method(
    'mixer',
    mixerOf,
    'setGain',
    (scene) => scene.action(),
    gainOf,
    optionsFor('setGain', 'gain'),
  ),
  method(
    'mixer',
    mixerOf,
    'setLoop',
    (scene) => scene.action(),
    newLoopOf,
    optionsFor('setLoop', 'loop'),
  ),
  method(
    'mixer',
    mixerOf,
    'setBus',
    (scene) => scene.either(() => 'drums'),
    optionsFor('setBus', 'bus'),
  ),
  method('mixer', mixerOf, 'bus', (scene) => scene.either(() => 'drums')),
  method('mixer', mixerOf, 'addBus', (scene) =>
    scene.options({
      name: () => scene.dice.pick(['drums', 'voice', 'more', 'master']),
      channels: () => scene.dice.pick([1, 2]),
      outputs: () => scene.dice.pick([[1], [2, 1]]),
      matrix: () => [{ from: 1, to: 2, gain: 0.5 }],
      gain: () => 0.5,
      pan: () => scene.dice.pick([0, -1, 1]),
      soloed: () => scene.dice.once(2),
      soloSafe: () => scene.dice.once(2),
    }),
  ),
  method('mixer', mixerOf, 'removeBus', (scene) =>
    scene.either(() => scene.dice.pick(['drums', 'voice', 'more'])),
  ),
  method('mixer', mixerOf, 'fetchAndResetStats', optionsFor('fetchAndResetStats', '')),
  method(
    'mixer',
    mixerOf,
    'schedule',
    (scene) => scene.either(() => requestsOf(scene)),
    (scene) => scene.options({ origin: () => scene.start() }),
  ),
  method(
    'mixer',
    mixerOf,
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
  method('mixer', mixerOf, 'wait', (scene) => scene.action()),
  method('mixer', mixerOf, 'onActionsFinished', (scene) => scene.either(() => () => {})),
  method('mixer', mixerOf, 'onDead', (scene) => scene.either(() => () => {})),
  method('mixer', mixerOf, 'takeLevels'),
  method('mixer', mixerOf, 'readClocks'),
  method('mixer', mixerOf, 'timeAt', (scene) => scene.either(() => 5)),
  method('mixer', mixerOf, 'systemTimeAt', (scene) => scene.either(() => 5)),
  method('mixer', mixerOf, 'liveStats'),
  method('mixer', mixerOf, 'takeDropouts'),
  method('mixer', mixerOf, 'takeWorstLoad'),
  method('mixer', mixerOf, 'render', count, (scene) => scene.either(() => undefined, 4)),
  method('mixer', mixerOf, 'start'),
  method('mixer', mixerOf, 'start'),
  seldom(method('mixer', mixerOf, 'startAsync')),
  seldom(method('mixer', mixerOf, 'stop')),
  seldom(method('mixer', mixerOf, 'abort')),
  getters('a mixer', mixerOf),
];

function closing(scene: FuzzScene): unknown {
  return scene.dice.once(20) ? scene.mixer().close() : undefined;
}

const bytesOf = (scene: FuzzScene) => scene.either(() => new Uint8Array(8 * scene.dice.below(20)));

/** From both sides, whatever else uses the ring. */
const ringCalls = [
  method('RingBuffer', ringAt, 'read', count),
  method('RingBuffer', ringAt, 'readInto', bytesOf),
  method('RingBuffer', ringAt, 'write', bytesOf, count),
  method('RingBuffer', ringAt, 'getReadBuffers', count),
  method('RingBuffer', ringAt, 'advanceReadIndex', count),
  method('RingBuffer', ringAt, 'getWriteBuffers', count),
  method('RingBuffer', ringAt, 'advanceWriteIndex', count),
  method('RingBuffer', ringAt, 'flush'),
  method('RingBuffer', ringAt, 'setEnded', (scene) => scene.either(() => true)),
  getters('a ring', ringAt),
];

const { Mixer, Recorder, OfflineMixer, RingBuffer } = library;
const classes = { Mixer, Recorder, OfflineMixer, RingBuffer };

function newObject(name: keyof typeof classes): PublicCall {
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

function tool(name: string, ...values: ((scene: FuzzScene) => unknown)[]): PublicCall {
  return { name, run: (scene) => tools[name]?.(...values.map((value) => value(scene))) };
}

const checked = (scene: FuzzScene) =>
  scene.options({ hostApi: () => 'Virtual', channels: () => 1, sampleRate: () => 48_000 });

const otherCalls = [
  newObject('Mixer'),
  newObject('Recorder'),
  newObject('OfflineMixer'),
  newObject('RingBuffer'),
  {
    name: 'SampleBuffer.create',
    run: (scene: FuzzScene) =>
      (library.SampleBuffer as unknown as Anything).create?.(
        scene.options({ channels: () => 2, frames: () => 10, sampleRate: () => 48_000 }),
      ),
  },
  {
    name: 'SampleBuffer.from',
    run: (scene: FuzzScene) =>
      (library.SampleBuffer as unknown as Anything).from?.(
        samplesOf(scene),
        scene.options({ channels: () => 2, sampleRate: () => 48_000 }),
      ),
  },
  {
    name: 'SampleBuffer.copy',
    run: (scene: FuzzScene) =>
      (scene.dice.pick(scene.buffers) as unknown as Anything).copy?.(count(scene), count(scene)),
  },
  getters('a sample buffer', (scene) => scene.dice.pick(scene.buffers)),
  {
    name: 'the properties of an action',
    run: (scene: FuzzScene) => {
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
  { name: 'close', run: closing },
];

export const publicCalls: readonly PublicCall[] = [
  ...Array.from({ length: 7 }, () => mixerCalls).flat(),
  ...ringCalls,
  ...otherCalls,
  ...fileCalls,
  ...streamCalls,
];
