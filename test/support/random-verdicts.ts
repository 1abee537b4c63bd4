/**
 * Random edits, mutes, cancels, stops and drops while a real studio plays on the virtual device, and
 * a plain model of what has to be said of it afterwards. The model reads what the mixer itself tells
 * (raw accounts, measured peaks of players) and what this file did; it knows nothing of the action log.
 */
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { loadNativeMixer } from '../../main/engine/native-library.ts';
import type {
  MixerStream,
  NativeMixer,
  StreamAction,
  StreamRequest,
} from '../../main/engine/native-mixer.ts';
import { openStudio, type Studio } from '../../main/studio.ts';
import type { ActionRow } from '../../preload/actions.ts';
import type { Edit } from '../../preload/edits.ts';
import type { Clip } from '../../preload/project.ts';
import { askedOf, verdictOfAction, verdictOfClip } from '../../preload/verdict.ts';
import { clip, temporaryFolder, track } from './fake-studio.ts';
import { writeWav } from './wav-file.ts';

const RATE = 48_000;
const CLIPS = 12;
const CLIP_FRAMES = RATE / 4;
const SECONDS_OF_TIMELINE = 2;
const STEP_MILLISECONDS = 20;
const MEASURED_FRAMES = (STEP_MILLISECONDS * RATE) / 1_000;

interface GainSet {
  /** null = with the request. */
  readonly change: StreamAction | null;
  readonly gain: number;
}

interface ModelBusState {
  gain: number;
  muted: boolean;
  soloed: boolean;
  soloSafe: boolean;
}

/** A bus as it was added, or a change of it. */
interface BusSet {
  readonly bus: string;
  /** null = it was added. */
  readonly change: StreamAction | null;
  readonly state: Partial<ModelBusState>;
  readonly rampFrames: number;
}

/** Frames of the stream in which something is heard. */
type HeardFrames = readonly (readonly [from: number, to: number])[];

/** One player as it was handed to the mixer. */
interface Played {
  readonly action: StreamAction;
  readonly bus: string;
  readonly gains: GainSet[];
  readonly clipId: string | null;
  /** What the clip was when it was asked, and when an edit that it follows came. */
  clip: string;
  end: 'edit' | 'stop' | 'cancel' | null;
  /** Of the player itself, before its bus. */
  peak: number;
}

export interface Disagreement {
  readonly what: string;
  readonly expected: string;
  readonly said: string;
}

function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Writes down what reaches the mixer. */
class MixerSpy {
  readonly played = new Map<number, Played>();
  readonly #busSets: BusSet[] = [];
  /** What this file is doing. */
  doing: Played['end'] = 'edit';
  studio: Studio | null = null;

  wrap(native: NativeMixer): NativeMixer {
    return {
      ...native,
      openStream: async (setup) => {
        const opened = await native.openStream(setup);
        this.#spy(opened.stream);
        return opened;
      },
    };
  }

  #spy(stream: MixerStream): void {
    const schedule = stream.schedule.bind(stream);
    const addBus = stream.addBus.bind(stream);
    stream.addBus = (options) => {
      addBus(options);
      this.#busSets.push({ bus: options.name, change: null, state: options, rampFrames: 0 });
    };
    stream.schedule = (requests, options) => {
      const actions = schedule(requests, options);
      requests.forEach((request, index) => {
        this.#write(request, actions[index] as StreamAction);
      });
      return actions;
    };
  }

  #write(request: StreamRequest, action: StreamAction): void {
    if (request.type === 'playBuffer') {
      const gains: GainSet[] = [{ change: null, gain: request.gain ?? 1 }];
      const clipId = clipOf(request.offset ?? 0);
      const now = this.#clipText(clipId);
      const bus = request.bus ?? 'none';
      // Measured from now on, however late it is read.
      action.takePeak();
      this.played.set(action.id, { action, bus, gains, clipId, clip: now, end: null, peak: 0 });
    }
    if (request.type === 'setBus') {
      const rampFrames = Math.round((request.ramp ?? 0) * RATE);
      this.#busSets.push({ bus: request.bus, change: action, state: request, rampFrames });
    }
    if (!('action' in request)) return;
    const target = this.played.get(request.action.id);
    if (target === undefined) return;
    if (request.type === 'cancel') target.end ??= this.doing;
    if (request.type === 'setGain') target.gains.push({ change: action, gain: request.gain });
    if (request.type === 'setGain') target.clip = this.#clipText(target.clipId);
  }

  /** When a bus and the master are heard; a ramp to silence is. */
  heardOn(bus: string): HeardFrames {
    const states = new Map<string, ModelBusState>([['master', newBusState()]]);
    const heard: [number, number][] = [];
    let from: number | null = null;
    for (const { bus: name, change, state, rampFrames } of this.#busSets) {
      const frame = change === null ? 0 : change.actualFrame;
      if (frame === null) continue;
      states.set(name, { ...(states.get(name) ?? newBusState()), ...state });
      const isHeard = isBusHeard(states, bus);
      if (isHeard) from ??= frame;
      else if (from !== null) {
        heard.push([from, frame + rampFrames]);
        from = null;
      }
    }
    return from === null ? heard : [...heard, [from, Number.POSITIVE_INFINITY]];
  }

  #clipText(clipId: string | null): string {
    const found = this.studio?.project.project.clips.find(({ id }) => id === clipId);
    return found === undefined ? 'gone' : textOf(found);
  }

  /** Between silence and sound nothing is asked of the mixer where the track is silent anyway. */
  #follow(played: Played): void {
    const now = this.#clipText(played.clipId);
    if (withoutSilence(now) === withoutSilence(played.clip)) played.clip = now;
  }

  measure(): void {
    for (const each of this.played.values()) {
      each.peak = Math.max(each.peak, each.action.takePeak());
      if (each.action.state !== 'finished') this.#follow(each);
    }
  }
}

function newBusState(): ModelBusState {
  return { gain: 1, muted: false, soloed: false, soloSafe: false };
}

/** As the mixer has it: a solo of any bus silences all that are neither soloed nor safe. */
function isBusHeard(states: ReadonlyMap<string, ModelBusState>, name: string): boolean {
  const isSomeSoloed = [...states.values()].some(({ soloed }) => soloed);
  const { gain, muted, soloed, soloSafe } = states.get(name) ?? newBusState();
  const isMasterHeard = (states.get('master')?.gain ?? 1) > 0;
  return isMasterHeard && gain > 0 && !muted && (!isSomeSoloed || soloed || soloSafe);
}

function withoutSilence(text: string): string {
  return text.replace(/true|false/, '');
}

/** Each clip plays a part of its own of the one sound. */
function clipOf(offsetFrames: number): string {
  return `c${Math.floor(offsetFrames / (2 * CLIP_FRAMES))}`;
}

function textOf({
  startFrame,
  offsetFrames,
  lengthFrames,
  gainDb,
  trackId,
  channels,
}: Clip): string {
  const isSilent = gainDb <= -60;
  return JSON.stringify([startFrame, offsetFrames, lengthFrames, isSilent, trackId, channels]);
}

async function openRandom(spy: MixerSpy): Promise<Studio> {
  const folder = temporaryFolder();
  const addon = new URL('../../native/build/Release/rtmixer.node', import.meta.url).pathname;
  const studio = await openStudio({
    userDataFolder: folder,
    native: spy.wrap(loadNativeMixer(addon)),
    arguments: { hostApi: 'Virtual', device: null, virtual: {} },
    send: () => true,
    enumerateInSubprocess: null,
    mayUseInput: async () => true,
  });
  spy.studio = studio;
  onTestFinished(() => studio.close());
  await studio.begin();
  // The peaks are the test's to take.
  studio.pollLoop.stop();
  const file = path.join(folder, 'constant.wav');
  const frames = 2 * CLIP_FRAMES * CLIPS;
  writeWav(file, new Float32Array(frames).fill(0.05), { channels: 1, sampleRate: RATE });
  const imported = await studio.imports.importFiles([file], null);
  if (!imported.ok) throw new Error(imported.message);
  const sourceId = imported.value.sourceIds[0] as string;
  await untilReady(studio, sourceId);
  const tracks = ['a', 'b'].map((id, index) => ({
    index,
    track: track(id, { outputChannels: [1] }),
  }));
  const clips = Array.from({ length: CLIPS }, (_, index) =>
    clip(`c${index}`, {
      sourceId,
      trackId: index % 2 === 0 ? 'a' : 'b',
      startFrame: Math.floor((index * SECONDS_OF_TIMELINE * RATE) / CLIPS),
      offsetFrames: 2 * CLIP_FRAMES * index,
      lengthFrames: CLIP_FRAMES,
    }),
  );
  const edits: Edit[] = [
    { kind: 'insertTracks', tracks },
    { kind: 'insertClips', clips },
  ];
  const inserted = studio.project.applyOwn({ kind: 'batch', edits });
  if (!inserted.ok) throw new Error(inserted.message);
  return studio;
}

async function untilReady({ media }: Studio, sourceId: string): Promise<void> {
  while (!media.statuses.some((each) => each.sourceId === sourceId && each.state === 'ready')) {
    media.poll();
    await pause(5);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** One random thing that a person does. */
async function act(studio: Studio, spy: MixerSpy, random: (below: number) => number) {
  const clipId = `c${random(CLIPS)}`;
  const trackId = random(2) === 0 ? 'a' : 'b';
  const edit = (change: Edit) =>
    studio.project.edit({ editId: null, label: 'Edit', mergeKey: null, edit: change });
  const patch = (values: Partial<Clip>) =>
    edit({ kind: 'patchClips', patches: [{ clipId, patch: values }] });
  const { positionFrame } = studio.transport.status;
  switch (random(17)) {
    case 0:
    case 1:
      return patch({ startFrame: random(SECONDS_OF_TIMELINE * RATE) });
    case 2:
      return patch({ belated: 'drop', startFrame: Math.max(0, positionFrame - random(9_600)) });
    case 3:
      return patch({ belated: 'start', startFrame: Math.max(0, positionFrame - random(4_800)) });
    case 4:
      return patch({ belated: 'trim', lengthFrames: 1_000 + random(CLIP_FRAMES) });
    case 5:
      return patch({ gainDb: [-60, 0, -6][random(3)] as number });
    case 6:
    case 7:
      return edit({ kind: 'patchTrack', trackId, patch: { muted: random(2) === 0 } });
    case 8:
      return edit({ kind: 'patchTrack', trackId, patch: { soloed: random(2) === 0 } });
    case 9:
    case 10: {
      const live = studio.actionLog
        .live()
        .activeActions.filter(({ type }) => type === 'playBuffer');
      const actionId = live[random(Math.max(1, live.length))]?.id;
      if (actionId === undefined) return;
      spy.doing = 'cancel';
      const cancelling = studio.actions.schedule([{ type: 'cancel', actionId }]);
      spy.doing = 'edit';
      return cancelling;
    }
    case 11:
      if (random(3) > 0) return;
      return stop(studio, spy);
    case 12:
      return edit({ kind: 'patchTrack', trackId, patch: { soloSafe: random(2) === 0 } });
    case 13:
      return edit({ kind: 'patchTrack', trackId, patch: { gainDb: random(2) === 0 ? -60 : -3 } });
    case 14:
      return edit({
        kind: 'patchProject',
        patch: { master: { gainDb: random(3) === 0 ? -60 : -1 } },
      });
    default:
      if (studio.transport.isPlaying) return;
      return studio.transport.play(random(RATE));
  }
}

function stop(studio: Studio, spy: MixerSpy): void {
  spy.doing = 'stop';
  studio.transport.stop();
  spy.doing = 'edit';
}

/** The word that has to be said, from what the mixer tells of the action. */
function expectedText(played: Played, spy: MixerSpy): string {
  const { action, gains, end } = played;
  const { outcome, actualFrame, requestedFrame, doneFrames } = action;
  if (outcome === 'belated') return 'dropped';
  if (outcome === 'starved' || action.starvedFrames > 0) return 'ran dry';
  if (actualFrame !== null && doneFrames > 0) {
    // Every gain that it had while it sounded.
    const heard = gains.filter(({ change, gain }, index) => {
      if (gain === 0) return false;
      const from = change === null ? actualFrame : change.actualFrame;
      const next = gains[index + 1]?.change?.actualFrame ?? Number.POSITIVE_INFINITY;
      const end = actualFrame + doneFrames;
      if (from === null || from >= end || next <= actualFrame || next <= from) return false;
      const [first, last] = [Math.max(from, actualFrame), Math.min(next, end)];
      return spy.heardOn(played.bus).some(([begin, over]) => begin < last && over > first);
    });
    if (heard.length === 0) return 'muted';
  }
  if (action.skippedFrames > 0) return 'skipped';
  if (actualFrame !== null && requestedFrame !== null && actualFrame > requestedFrame)
    return 'late';
  if (outcome === 'completed') return 'on time';
  if (outcome === 'stream-stopped' || end === 'stop') {
    return actualFrame === null ? 'not begun' : 'stopped';
  }
  return end === 'edit' && actualFrame !== null ? 'edited' : 'cancelled';
}

function compare(studio: Studio, spy: MixerSpy): readonly Disagreement[] {
  const { played } = spy;
  const rows = new Map(studio.actionLog.newest(20_000).map((row) => [row.id, row]));
  const found: Disagreement[] = [];
  const newest = new Map<string, Played>();
  for (const each of played.values()) {
    const row = rows.get(each.action.id);
    const what = `action ${each.action.id} of ${each.clipId}`;
    const said = row === undefined ? 'nothing' : verdictOfAction(row).text;
    const expected = expectedText(each, spy);
    if (!said.startsWith(expected)) found.push({ what, expected, said });
    const wasHeard = each.peak > 0;
    // What was short may have come and gone between two measurements.
    const isMeasured = each.action.doneFrames > 5 * MEASURED_FRAMES && row?.silences.length === 0;
    if (said === 'on time' && isMeasured && !wasHeard) {
      found.push({ what, expected: 'not heard', said });
    }
    if (row !== undefined && row.clipId !== each.clipId) {
      found.push({ what, expected: String(each.clipId), said: String(row.clipId) });
    }
    if (each.clipId !== null) newest.set(each.clipId, each);
  }
  return [...found, ...compareClips(studio, newest, spy)];
}

function compareClips(
  { project, actionLog }: Studio,
  newest: ReadonlyMap<string, Played>,
  spy: MixerSpy,
): readonly Disagreement[] {
  const found: Disagreement[] = [];
  const { clips, tracks } = project.project;
  for (const each of clips) {
    const on = tracks.find(({ id }) => id === each.trackId);
    const result: ActionRow | undefined = actionLog.clipResults[each.id]?.row;
    const said = verdictOfClip(askedOf(each, on), result).text;
    const played = newest.get(each.id);
    const asked = played === undefined ? 'not played yet' : expectedText(played, spy);
    const isEdited = played !== undefined && played.clip !== textOf(each);
    const expected = isEdited ? 'edited since' : asked;
    if (!said.startsWith(expected)) found.push({ what: `clip ${each.id}`, expected, said });
  }
  return found;
}

/** Plays and acts for some seconds; gives where the program and the model disagree. */
export async function randomVerdicts(
  seed: number,
  seconds: number,
): Promise<{ readonly disagreements: readonly Disagreement[]; readonly words: readonly string[] }> {
  const spy = new MixerSpy();
  const studio = await openRandom(spy);
  const random = randomOf(seed);
  await studio.transport.play(0);
  const end = performance.now() + seconds * 1_000;
  while (performance.now() < end) {
    await act(studio, spy, random);
    await pause(STEP_MILLISECONDS);
    spy.measure();
    studio.transport.tick();
  }
  stop(studio, spy);
  const deadline = performance.now() + 5_000;
  while (studio.actionLog.liveCount > 0 && performance.now() < deadline) await pause(5);
  spy.measure();
  const words = studio.actionLog.newest(20_000).map((row) => verdictOfAction(row).kind);
  return { disagreements: compare(studio, spy), words: [...new Set(words)] };
}
