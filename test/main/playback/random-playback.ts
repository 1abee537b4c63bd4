/**
 * Random use of a whole studio on the virtual device: edits, drops, jumps, Play, Stop and devices that
 * cannot do what is asked. What should be heard is worked out from the project alone and compared with
 * what the output's meters show; after Stop they must show nothing.
 */
import path from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { loadNativeMixer } from '../../../main/engine/native-library.ts';
import type { MixerStream, NativeMixer } from '../../../main/engine/native-mixer.ts';
import { openStudio, type Studio } from '../../../main/studio.ts';
import { RtMixerError } from '../../../native/index.ts';
import type { Edit } from '../../../preload/edits.ts';
import { type Clip, findSource, trackIsSilent } from '../../../preload/project.ts';
import { randomNumbers } from '../../native/support/signals.ts';
import { temporaryFolder } from '../../support/fake-studio.ts';
import { writeWav } from '../../support/wav-file.ts';

const RATE = 48_000;
const SECOND = RATE;
/** What the meters are watched for, and what a change needs to be heard before. */
const WATCH_MILLISECONDS = 40;
const SETTLE_MILLISECONDS = 90;
/** Clips whose ends lie nearer to what is watched may or may not be heard in it. */
const EDGE_FRAMES = 0.15 * RATE;
const SOUNDS = { mono: 1, stereo: 2, four: 4 };
/** Of every sample, small enough that all clips together do not reach full scale. */
const LEVEL = 1 / 256;

/** What the device has, and what it refuses to open beyond. */
interface DeviceLimits {
  outputs: number;
  openable: number;
}

/** The real native side, on a virtual device with other limits. */
function limitedNative(limits: DeviceLimits): NativeMixer {
  const addon = new URL('../../../native/build/Release/rtmixer.node', import.meta.url).pathname;
  const native = loadNativeMixer(addon);
  return {
    ...native,
    listDevices: async () => {
      const list = await native.listDevices();
      const devices = list.devices.map((device) => ({
        ...device,
        maxOutputChannels: Math.min(device.maxOutputChannels, limits.outputs),
      }));
      return { ...list, devices };
    },
    openStream: async (setup) => {
      if (setup.outputChannels <= limits.openable) return native.openStream(setup);
      throw new RtMixerError('device-refused', 'The device opens no more channels at present.');
    },
  };
}

const sleep = (milliseconds: number) =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

export class RandomPlayback {
  /** What was done, for the message of a failure. */
  readonly done: string[] = [];
  /** How many channels were found sounding that had to. */
  heardChannels = 0;
  readonly #studio: Studio;
  readonly #random: () => number;
  readonly #folder: string;
  readonly #limits: DeviceLimits;
  #nextId = 1;

  private constructor(studio: Studio, folder: string, limits: DeviceLimits, random: () => number) {
    this.#studio = studio;
    this.#folder = folder;
    this.#limits = limits;
    this.#random = random;
  }

  static async open(seed: number): Promise<RandomPlayback> {
    const folder = temporaryFolder();
    const limits = { outputs: 4, openable: 64 };
    const studio = await openStudio({
      userDataFolder: folder,
      native: limitedNative(limits),
      arguments: { hostApi: 'Virtual', device: null, virtual: {} },
      send: () => true,
      enumerateInSubprocess: null,
      mayUseInput: async () => true,
    });
    onTestFinished(() => studio.close());
    await studio.begin();
    // The meters are read here, the transport is polled here.
    studio.pollLoop.stop();
    for (const [name, channels] of Object.entries(SOUNDS)) {
      const frames = 3 * SECOND;
      const samples = new Float32Array(frames * channels).fill(LEVEL);
      writeWav(path.join(folder, `${name}.wav`), samples, { channels, sampleRate: RATE });
    }
    const random = new RandomPlayback(studio, folder, limits, randomNumbers(seed));
    for (const name of Object.keys(SOUNDS)) await random.#drop(name, 'stack');
    return random;
  }

  /** One random step; while something plays, what is heard is compared with what should be. */
  async step(): Promise<void> {
    const steps = [
      () => this.#play(),
      () => this.#play(),
      () => this.#edit(),
      () => this.#edit(),
      () => this.#edit(),
      () => this.#edit(),
      () => this.#drop(this.#one(Object.keys(SOUNDS)), this.#one(['stack', 'sequence'] as const)),
      () => this.#undo(),
      () => this.#seek(),
      () => this.#changeDevice(),
      () => this.stop(),
    ];
    await this.#one(steps)();
    await this.#settle(SETTLE_MILLISECONDS);
    if (this.#studio.transport.isPlaying) await this.#expectHeard();
  }

  /** Stops, and expects silence. */
  async stop(): Promise<void> {
    this.done.push('stop');
    this.#studio.transport.stop();
    await this.#settle(SETTLE_MILLISECONDS);
    const live = this.#studio.actionLog.live().activeActions;
    expect(live.filter(({ type }) => type === 'playBuffer')).toEqual([]);
    const { stream } = this.#studio.engine;
    if (stream === null) return;
    stream.takeLevels();
    await sleep(WATCH_MILLISECONDS);
    expect([...stream.takeLevels().output.peak].filter((peak) => peak > 0)).toEqual([]);
  }

  async #play(): Promise<void> {
    const from = Math.floor(this.#random() * 0.5 * SECOND);
    this.done.push(`play ${from}`);
    const played = await this.#studio.transport.play(from);
    if (played.ok) return;
    // It may be refused only where nothing can be played.
    expect(played.message).toMatch(/^“|There is no clip|No output|no output/);
    this.done.push(`refused: ${played.message}`);
    expect(this.#playable().filter((clip) => endOf(clip) > from)).toEqual([]);
  }

  async #seek(): Promise<void> {
    const frame = Math.floor(this.#random() * 1.5 * SECOND);
    this.done.push(`seek ${frame}`);
    await this.#studio.transport.seek(frame);
  }

  #edit(): void {
    const { tracks, clips, loop } = this.#studio.project.project;
    const clip = this.#one(clips);
    const track = this.#one(tracks);
    const channels = this.#one([
      [1],
      [2],
      [1, 2],
      [2, 1],
      [3],
      [2, 3],
      [1, 2, 3, 4],
      [5, 6],
      [9],
      [],
    ]);
    const patchClip = (patch: Partial<Clip>): Edit => ({
      kind: 'patchClips',
      patches: [{ clipId: clip?.id ?? '', patch }],
    });
    const patchTrack = (patch: object): Edit => ({
      kind: 'patchTrack',
      trackId: track?.id ?? '',
      patch,
    });
    const move = { startFrame: Math.floor(this.#random() * 0.3 * SECOND) };
    const edits: readonly Edit[] = [
      patchClip(move),
      patchClip({ ...move, trackId: track?.id ?? '' }),
      patchClip({ lengthFrames: 1 + Math.floor(this.#random() * 3 * SECOND), offsetFrames: 0 }),
      patchClip({ channels: this.#one([channels, null]) }),
      patchTrack({ outputChannels: channels }),
      patchTrack({ muted: this.#random() < 0.2 }),
      patchTrack({ soloed: this.#random() < 0.3, soloSafe: this.#random() < 0.3 }),
      patchTrack({ gainDb: this.#one([0, -6]), pan: this.#one([null, -0.5, 0.5]) }),
      { kind: 'patchProject', patch: { master: { gainDb: this.#one([0, -3]) } } },
      { kind: 'removeClips', clipIds: clips.slice(4, 4 + 2).map(({ id }) => id) },
      {
        kind: 'patchClips',
        patches: clips.map(({ id }) => ({ clipId: id, patch: move })),
      },
      {
        kind: 'patchProject',
        patch: {
          loop: { ...loop, enabled: this.#random() < 0.3, startFrame: 0, endFrame: 2 * SECOND },
        },
      },
      {
        kind: 'insertClips',
        clips: clip === undefined ? [] : [{ ...clip, ...move, id: this.#id() }],
      },
    ];
    const edit = this.#one(edits);
    this.done.push(JSON.stringify(edit));
    this.#studio.project.editOwn('Random', edit);
  }

  #undo(): void {
    this.done.push('undo');
    // What was dropped first stays.
    const { undoLabel } = this.#studio.project;
    if (undoLabel === 'Random') this.#studio.project.undo();
  }

  async #drop(name: string, rule: 'stack' | 'sequence'): Promise<void> {
    const track = this.#random() < 0.5 ? undefined : this.#one(this.#studio.project.project.tracks);
    this.done.push(`drop ${name} on ${track?.name ?? 'a new track'}`);
    const placement = { trackId: track?.id ?? null, startFrame: 0, rule };
    const file = path.join(this.#folder, `${name}.wav`);
    expect(await this.#studio.imports.importFiles([file], placement)).toMatchObject({ ok: true });
  }

  /** Another device, or one that refuses to open more than a few channels. */
  async #changeDevice(): Promise<void> {
    this.#limits.outputs = this.#one([1, 2, 4, 4, 8]);
    this.#limits.openable = this.#one([2, 64, 64]);
    this.done.push(`device of ${this.#limits.outputs}, opens ${this.#limits.openable}`);
    const { engine, transport } = this.#studio;
    const { choice } = engine.status;
    await engine.apply({ ...choice, blockSize: this.#one([64, 128, 256]) }, () => transport.stop());
  }

  async #settle(milliseconds: number): Promise<void> {
    const until = performance.now() + milliseconds;
    while (performance.now() < until) {
      this.#studio.transport.tick();
      await sleep(10);
    }
  }

  /** Clips that the open stream can play, whatever their gain. */
  #playable(): readonly Clip[] {
    const { engine } = this.#studio;
    const { project } = this.#studio.project;
    return project.clips.filter((clip) => {
      const outputs = outputsOf(this.#studio, clip);
      const most = engine.status.outputChannels;
      const track = project.tracks.find(({ id }) => id === clip.trackId);
      return outputs !== null && track !== undefined && Math.max(...outputs) <= most;
    });
  }

  /** On each channel of the output there is sound where a clip lies, and none where none does. */
  async #expectHeard(): Promise<void> {
    const { transport, engine } = this.#studio;
    const { stream } = engine;
    const before = transport.status;
    if (stream === null || before.originFrame === null) return;
    stream.takeLevels();
    await sleep(WATCH_MILLISECONDS);
    const after = transport.status;
    const { peak } = stream.takeLevels().output;
    // The watched frames begin before the group, or a loop pass ends in them.
    if (after.loopPass !== before.loopPass || stream.frame < before.originFrame) return;
    const sure = this.#channelsBetween(
      before.positionFrame - EDGE_FRAMES,
      after.positionFrame + EDGE_FRAMES,
      true,
    );
    const possible = this.#channelsBetween(
      before.positionFrame - EDGE_FRAMES,
      after.positionFrame + EDGE_FRAMES,
      false,
    );
    for (const channel of sure) {
      if (this.#mayHaveBegunLate(stream, before.originFrame)) break;
      expect({ channel, peak: peak[channel - 1] ?? 0 }).not.toEqual({ channel, peak: 0 });
      this.heardChannels += 1;
    }
    for (const [index, level] of peak.entries()) {
      if (!possible.has(index + 1))
        expect({ channel: index + 1, level }).toEqual({ channel: index + 1, level: 0 });
    }
  }

  /** The group has not begun for as long as the edge is. */
  #mayHaveBegunLate(stream: MixerStream, originFrame: number): boolean {
    return stream.frame - originFrame < EDGE_FRAMES;
  }

  /** Output channels of clips, on tracks that are heard, that lie everywhere (or anywhere) between two
   * timeline frames. */
  #channelsBetween(from: number, to: number, everywhere: boolean): ReadonlySet<number> {
    const { project } = this.#studio.project;
    const channels = new Set<number>();
    for (const clip of this.#playable()) {
      const track = project.tracks.find(({ id }) => id === clip.trackId);
      if (track === undefined || trackIsSilent(project, track)) continue;
      const lies = everywhere
        ? clip.startFrame <= from && endOf(clip) >= to
        : clip.startFrame <= to && endOf(clip) >= from;
      if (lies) for (const channel of outputsOf(this.#studio, clip) ?? []) channels.add(channel);
    }
    return channels;
  }

  #id(): string {
    this.#nextId += 1;
    return `random-${this.#nextId}`;
  }

  #one<Value>(values: readonly Value[]): Value {
    return values[Math.floor(this.#random() * values.length)] as Value;
  }
}

function endOf({ startFrame, lengthFrames }: Clip): number {
  return startFrame + lengthFrames;
}

/** The output channels of a clip; null = it fits on none. */
function outputsOf({ project: { project } }: Studio, clip: Clip): readonly number[] | null {
  const track = project.tracks.find(({ id }) => id === clip.trackId);
  const outputs = clip.channels ?? track?.outputChannels ?? [];
  const sound = findSource(project, clip.sourceId);
  if (outputs.length === 0 || sound === undefined) return null;
  if (sound.channels === 1) return outputs;
  return sound.channels > outputs.length ? null : outputs.slice(0, sound.channels);
}
