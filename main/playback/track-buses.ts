/**
 * The buses of one stream: each track that plays something has one, and the master is that of the stream.
 * - A bus is as wide as the output. A pan lives on a bus of its own, for the two outputs between which it pans.
 * - Gain, mute, solo, solo safe and pan are changes of the bus: no action of a clip changes.
 * - Tracks that find no bus free are mixed on one bus for all the rest, their gain, mute, solo and pan worked
 *   into the requests of their clips.
 * - Metronome and auditions have buses of their own, which no solo silences.
 * - While some track is soloed, the bus of the rest is, too: so a soloed track needs no bus to be heard.
 */
import type { BusOptions } from '../../native/index.ts';
import { partWithId } from '../../preload/id-index.ts';
import type { Project, Track } from '../../preload/project.ts';
import { type ChannelNumber, gainFromDecibels, type Seconds } from '../../preload/units.ts';
import type { GainChange } from '../accounts/audibility.ts';
import type { MixerStream, StreamAction, StreamRequest } from '../engine/native-mixer.ts';
import { foldedInto, type PlannedClip } from './plan.ts';

/** Of a gain or a pan on its way to a new value, against clicks. */
const RAMP_SECONDS: Seconds = 0.01;
/** Of the 1,024 that a stream can have; the rest, metronome and auditions have theirs, too. */
export const MOST_TRACK_BUSES = 1_000;
const REST = 'rest';

/** What of a track is a setting of its bus. */
interface BusState {
  readonly gain: number;
  readonly muted: boolean;
  readonly soloed: boolean;
  readonly soloSafe: boolean;
  /** null = the bus is not panned. */
  readonly pan: number | null;
}

/** The bus of a track. */
export interface TrackBus {
  readonly name: string;
  readonly trackId: string;
  /** The outputs between which it pans; null = it is as wide as the output. */
  readonly outputs: readonly ChannelNumber[] | null;
}

interface OpenTrackBus extends TrackBus {
  state: BusState;
  /** When it became silent, and audible again. */
  readonly levels: GainChange[];
}

type PlannedBus = Pick<PlannedClip, 'trackId' | 'channels' | 'pan'>;

type BusStream = Pick<MixerStream, 'schedule' | 'sampleRate' | 'addBus' | 'removeBus'>;

const BUSES = new WeakMap<BusStream, TrackBuses>();

export function trackBusesOf(stream: BusStream): TrackBuses {
  const known = BUSES.get(stream);
  if (known !== undefined) return known;
  const made = new TrackBuses(stream);
  BUSES.set(stream, made);
  return made;
}

export class TrackBuses {
  readonly #stream: BusStream;
  readonly #buses = new Map<string, OpenTrackBus>();
  /** Of the rest, metronome and auditions: those that could be added. */
  readonly #others = new Map<string, string | null>();
  readonly #masterLevels: GainChange[] = [{ change: null, gain: 1, rampFrames: 0 }];
  #masterGain = 1;
  #isAnySoloed = false;
  #followed: Pick<Project, 'tracks' | 'master'> | null = null;

  /** Called by `trackBusesOf`. */
  constructor(stream: BusStream) {
    this.#stream = stream;
  }

  get all(): Iterable<TrackBus> {
    return this.#buses.values();
  }

  /**
   * Before clips are scheduled: their tracks have buses from now on, as far as there are some. In the order of
   * the tracks, so that they are summed in one order whatever plays first.
   * @param isIdle nothing sounds: what changed is so at once
   */
  reserve(project: Project, clips: readonly PlannedBus[], isIdle: boolean): void {
    this.follow(project, isIdle ? 0 : RAMP_SECONDS);
    const wanted = this.#wanted(project, clips);
    const isNew = wanted.some(({ name }) => !this.#buses.has(name));
    if (!isNew && !isIdle) return;
    const fits = this.#buses.size + wanted.length <= MOST_TRACK_BUSES;
    if (isIdle && fits && !this.#isInOrder(wanted)) {
      for (const name of [...this.#buses.keys()]) this.#remove(name);
    }
    if (clips.length > 0) this.#other(REST, { soloed: this.#isAnySoloed });
    for (const bus of wanted) this.#add(project, bus);
  }

  /** The clip as its bus plays it, or with all of its track in its own request. After `reserve`. */
  route(planned: PlannedClip): PlannedClip {
    const bus = this.#buses.get(busOf(planned).name)?.name;
    return bus === undefined
      ? { ...foldedInto(planned), bus: this.#others.get(REST) ?? null }
      : { ...planned, bus };
  }

  /** What makes a clip silent beside its own gain: when its bus and the master became so. */
  levelsOf({ bus }: Pick<PlannedClip, 'bus'>): readonly (readonly GainChange[])[] {
    const own = bus === null ? undefined : this.#buses.get(bus);
    return own === undefined ? [this.#masterLevels] : [own.levels, this.#masterLevels];
  }

  /** For what belongs to no track; null = there is none free, and it goes straight to the output. */
  ownBus(name: 'metronome' | 'audition'): string | null {
    return this.#other(name, {});
  }

  /** The tracks and the master are as the project has them from now on. Gives the tracks that became silent or
   * audible by it. What is refused is asked again with the next change. */
  follow(
    project: Pick<Project, 'tracks' | 'master'>,
    rampSeconds: Seconds = RAMP_SECONDS,
  ): ReadonlySet<string> {
    const { tracks, master } = project;
    if (this.#followed?.tracks === tracks && this.#followed.master === master) return NONE;
    for (const { name, trackId } of [...this.#buses.values()]) {
      if (partWithId(tracks, trackId) === undefined) this.#remove(name);
    }
    const isAnySoloed = tracks.some(({ soloed }) => soloed);
    const changed = this.#changedBuses(tracks);
    const requests: StreamRequest[] = [...changed].map(([{ name, state }, next]) => ({
      ...{ type: 'setBus', bus: name, ramp: rampSeconds },
      ...differenceOf(state, next),
    }));
    const masterGain = gainFromDecibels(master.gainDb);
    if (masterGain !== this.#masterGain) {
      requests.push({ type: 'setBus', bus: 'master', gain: masterGain, ramp: rampSeconds });
    }
    const restBus = this.#others.get(REST) ?? null;
    if (restBus !== null && isAnySoloed !== this.#isAnySoloed) {
      const solo = {
        type: 'setBus',
        bus: restBus,
        soloed: isAnySoloed,
        ramp: rampSeconds,
      } as const;
      // Whom a solo silences, and whom its end makes audible, changes with this one.
      if (isAnySoloed) requests.unshift(solo);
      else requests.push(solo);
    }
    const actions = this.#schedule(requests);
    if (actions === null) return NONE;
    const rampFrames = Math.round(rampSeconds * this.#stream.sampleRate);
    const actionOf = new Map(
      requests.map((request, index) => [
        request.type === 'setBus' ? request.bus : '',
        actions[index] ?? null,
      ]),
    );
    const heard = new Set<string>();
    const soloAction = restBus === null ? null : (actionOf.get(restBus) ?? null);
    for (const bus of this.#buses.values()) {
      bus.state = changed.get(bus) ?? bus.state;
      const change = actionOf.get(bus.name) ?? soloAction;
      const gain = levelOf(bus.state, isAnySoloed);
      if (change !== null && note(bus.levels, { change, gain, rampFrames })) heard.add(bus.trackId);
    }
    const change = actionOf.get('master') ?? null;
    const isMasterNoted =
      change !== null && note(this.#masterLevels, { change, gain: masterGain, rampFrames });
    if (isMasterNoted) for (const { id } of tracks) heard.add(id);
    this.#isAnySoloed = isAnySoloed;
    this.#masterGain = masterGain;
    this.#followed = { tracks, master };
    return heard;
  }

  #changedBuses(tracks: readonly Track[]): Map<OpenTrackBus, BusState> {
    const changed = new Map<OpenTrackBus, BusState>();
    for (const bus of this.#buses.values()) {
      const track = partWithId(tracks, bus.trackId);
      if (track === undefined) continue;
      const next = stateOf(track, bus);
      if (Object.keys(differenceOf(bus.state, next)).length > 0) changed.set(bus, next);
    }
    return changed;
  }

  /** null = refused. */
  #schedule(requests: readonly StreamRequest[]): readonly StreamAction[] | null {
    if (requests.length === 0) return [];
    try {
      return this.#stream.schedule(requests);
    } catch {
      // The stream has ended, or has no memory: its clips are told so.
      return null;
    }
  }

  #wanted({ tracks }: Project, clips: readonly PlannedBus[]): readonly TrackBus[] {
    const byTrack = new Map<string, Map<string, TrackBus>>();
    for (const clip of clips) {
      const bus = busOf(clip);
      const ofTrack = byTrack.get(clip.trackId) ?? new Map<string, TrackBus>();
      ofTrack.set(bus.name, bus);
      byTrack.set(clip.trackId, ofTrack);
    }
    return tracks.flatMap(({ id }) => {
      const buses = [...(byTrack.get(id)?.values() ?? [])];
      return buses.sort((one, other) => (one.name < other.name ? -1 : 1));
    });
  }

  /** Whether those wanted have been, or can be, added one after the other. */
  #isInOrder(wanted: readonly TrackBus[]): boolean {
    const names = [...this.#buses.keys()];
    const known = new Map(names.map((name, place) => [name, place]));
    let last = -1;
    for (const { name } of wanted) {
      const place = known.get(name) ?? Number.POSITIVE_INFINITY;
      if (place < last) return false;
      last = place;
    }
    return true;
  }

  #add({ tracks }: Project, bus: TrackBus): void {
    const { name, trackId, outputs } = bus;
    const track = partWithId(tracks, trackId);
    if (track === undefined || this.#buses.has(name)) return;
    if (this.#buses.size >= MOST_TRACK_BUSES) return;
    const state = stateOf(track, bus);
    const { pan, ...switches } = state;
    const way = outputs === null || pan === null ? {} : { outputs, pan };
    if (!this.#tryAdd({ name, ...switches, ...way })) return;
    const gain = levelOf(state, this.#isAnySoloed);
    this.#buses.set(name, { ...bus, state, levels: [{ change: null, gain, rampFrames: 0 }] });
  }

  #tryAdd(options: BusOptions): boolean {
    try {
      this.#stream.addBus(options);
      return true;
    } catch {
      // No bus is free, or no memory: its clips are played without.
      return false;
    }
  }

  #remove(name: string): void {
    this.#buses.delete(name);
    try {
      this.#stream.removeBus(name);
    } catch {
      // A stream that has ended has none any more.
    }
  }

  #other(name: string, options: Partial<BusOptions>): string | null {
    const known = this.#others.get(name);
    if (known !== undefined) return known;
    const added = this.#tryAdd({ name, soloSafe: true, ...options }) ? name : null;
    this.#others.set(name, added);
    return added;
  }
}

const NONE: ReadonlySet<string> = new Set();

function busOf({ trackId, channels, pan }: PlannedBus): TrackBus {
  if (pan === null) return { name: `track ${trackId}`, trackId, outputs: null };
  return { name: `track ${trackId} on ${channels.join(' and ')}`, trackId, outputs: channels };
}

function stateOf(track: Track, { outputs }: Pick<TrackBus, 'outputs'>): BusState {
  const { gainDb, muted, soloed, soloSafe, pan } = track;
  const gain = gainFromDecibels(gainDb);
  return { gain, muted, soloed, soloSafe, pan: outputs === null ? null : (pan ?? 0) };
}

/** What of a bus has to change. */
function differenceOf(before: BusState, after: BusState): Partial<BusState & { pan: number }> {
  const { pan } = after;
  return {
    ...(before.gain !== after.gain && { gain: after.gain }),
    ...(before.muted !== after.muted && { muted: after.muted }),
    ...(before.soloed !== after.soloed && { soloed: after.soloed }),
    ...(before.soloSafe !== after.soloSafe && { soloSafe: after.soloSafe }),
    ...(pan !== null && before.pan !== pan && { pan }),
  };
}

function levelOf({ gain, muted, soloed, soloSafe }: BusState, isAnySoloed: boolean): number {
  return muted || (isAnySoloed && !soloed && !soloSafe) ? 0 : gain;
}

/** Only what makes it silent, or audible, is kept. False = this does neither. */
function note(levels: GainChange[], change: GainChange): boolean {
  if ((levels.at(-1)?.gain === 0) === (change.gain === 0)) return false;
  levels.push(change);
  return true;
}
