/**
 * What an outage does to the transport: the timeline runs on without its device, and playback rejoins in step
 * when the device is back.
 * - What is lost with the device and what is due meanwhile is accounted by `RunOn`.
 * - What a person asks for meanwhile wins: an attempt to rejoin changes nothing then.
 */
import type { Project } from '../../preload/project.ts';
import type { Frames, SampleRate, Seconds } from '../../preload/units.ts';
import type { Engine } from '../engine/engine.ts';
import type { MixerStream } from '../engine/native-mixer.ts';
import type { BegunOutage, OutageLog } from '../engine/outage-log.ts';
import { failureOf } from '../failure-of.ts';
import { releaseSource } from '../media/media-service.ts';
import { Playback, type PlaybackOptions, passEnd } from './playback.ts';
import { prepareRejoin } from './rejoin.ts';
import { RunOn, type RunOnPlace } from './run-on.ts';

/** A device that is back goes on so much later, twice as much after each time that it was too late. */
const REJOIN_SECONDS = 0.2;
const LONGEST_REJOIN_SECONDS = 10;

export interface OutageOptions extends PlaybackOptions {
  readonly engine: Engine;
  readonly outageLog: OutageLog;
  /** Milliseconds of a monotonic clock, by which the timeline runs on without a device. */
  readonly now: () => number;
}

/** The transport whose device is lost. */
export interface LostTransport {
  /** Of the last Play, Stop, Seek or Record. */
  readonly token: symbol;
  /** A Play, Seek or Record is being prepared: it decides what goes on. */
  readonly isBeginning: boolean;
  /** Until so many requests can be on a stream. */
  secondsFor(requests: number): Seconds;
  /** The earliest stream frame that a group of so many requests can count on. */
  soon(stream: MixerStream, requests: number): Frames;
  /** Playback goes on. */
  adopt(playback: Playback): void;
  /** Playback that the stream refused, from this frame of the timeline on. */
  giveUp(playback: Playback, positionFrame: Frames): void;
  changed(): void;
  stop(): void;
}

/** Where a playback lies on its stream. */
export type PlayedPlace = Omit<RunOnPlace, 'lostStreamNumber' | 'sampleRate'>;

/** To be asked before the playback ends. */
export function placeOf(playback: Playback): PlayedPlace {
  const { loopPass, passFrom, fromFrame, stopFrame, stream } = playback;
  const { number, originFrame, fromFrame: plannedFrom, toFrame } = loopPass;
  return {
    streamFrame: stream.frame,
    pass: { number, originFrame, fromFrame: passFrom, toFrame },
    plannedFrom,
    playedFrom: fromFrame,
    stopFrame,
  };
}

export class TimelineOutage {
  readonly #options: OutageOptions;
  readonly #transport: LostTransport;
  #runOn: RunOn | null = null;
  #isRejoining = false;

  constructor(options: OutageOptions, transport: LostTransport) {
    this.#options = options;
    this.#transport = transport;
  }

  /** The timeline without a device; null = it stands, or is played. */
  get runOn(): RunOn | null {
    return this.#runOn;
  }

  /** Nothing was playing when the device was lost. */
  loseIdle(): void {
    this.#options.outageLog.begin({ ...this.#lostDevice, fromTimelineFrame: null });
  }

  /** The timeline runs on from where the playback was. False = there is nothing ahead to run on for, or the session
   * waits for Play. */
  lose(played: PlayedPlace, positionFrame: Frames): boolean {
    const { outageLog, engine, project } = this.#options;
    const { streamNumber: lostStreamNumber, sampleRate } = engine.status;
    outageLog.begin({ ...this.#lostDevice, fromTimelineFrame: positionFrame });
    const runOn = new RunOn(this.#options, { lostStreamNumber, sampleRate, ...played });
    this.#runOn = runOn;
    return project.project.onDeviceLoss !== 'wait' && !runOn.advance();
  }

  get #lostDevice(): Omit<BegunOutage, 'fromTimelineFrame'> & { readonly sampleRate: SampleRate } {
    const { streamNumber, sampleRate, lookingFor, hostApi } = this.#options.engine.status;
    return { lostStreamNumber: streamNumber, sampleRate, device: lookingFor ?? hostApi };
  }

  /** Without a device the timeline runs on from a frame of it. */
  runOnFrom(fromFrame: Frames, stopFrame: Frames | null): void {
    const { outageLog, actionLog, engine, project } = this.#options;
    const earlier = this.leave(null);
    const { lostStreamNumber, sampleRate } = earlier?.place ?? this.#lostDevice;
    const streamFrame = earlier?.streamFrame ?? 0;
    const toFrame = passEnd(project.project, fromFrame, stopFrame);
    const pass = { number: 0, originFrame: streamFrame - fromFrame, fromFrame, toFrame };
    const device = engine.status.lookingFor ?? engine.status.hostApi;
    outageLog.begin({ lostStreamNumber, sampleRate, device, fromTimelineFrame: fromFrame });
    actionLog.beginPlay();
    const range = { plannedFrom: fromFrame, playedFrom: fromFrame, stopFrame };
    const place = { lostStreamNumber, sampleRate, streamFrame, pass, ...range };
    this.#runOn = new RunOn(this.#options, place);
  }

  /** Accounts what was due, and ends the outage. @param streamNumber null = the device is not back */
  leave(streamNumber: number | null): RunOn | null {
    const runOn = this.#runOn;
    if (runOn === null) return null;
    runOn.advance();
    this.#options.outageLog.end(runOn.positionFrame, streamNumber);
    this.#runOn = null;
    return runOn;
  }

  /** @param before the project until now */
  edit(before: Project): void {
    this.#runOn?.edit(before);
  }

  /** Called by the poll loop. Where the position is once the timeline is over; null = it goes on. */
  tick(): Frames | null {
    const runOn = this.#runOn;
    return runOn?.tick() === true ? (runOn.place.stopFrame ?? runOn.place.playedFrom) : null;
  }

  /** A device is there. */
  end(streamNumber: number): void {
    if (this.#runOn === null) this.#options.outageLog.end(null, streamNumber);
    else void this.rejoin();
  }

  /** What is due from a moment later on sounds, in step. Does nothing without a device or while the timeline
   * stands. Never rejects. */
  async rejoin(): Promise<void> {
    if (this.#isRejoining) return;
    this.#isRejoining = true;
    const { engine, notices } = this.#options;
    const transport = this.#transport;
    try {
      let seconds = REJOIN_SECONDS;
      while (this.#runOn !== null && engine.stream !== null && !transport.isBeginning) {
        await this.#tryRejoin(this.#runOn, engine.stream, seconds);
        seconds = Math.min(LONGEST_REJOIN_SECONDS, 2 * seconds);
      }
    } catch (error) {
      notices.record('rejoining', error);
      notices.error(`Playback could not go on. ${failureOf(error).message}`);
      transport.stop();
    } finally {
      this.#isRejoining = false;
    }
  }

  /** Changes nothing when it is too late, or when something else was asked meanwhile. */
  async #tryRejoin(runOn: RunOn, stream: MixerStream, seconds: Seconds): Promise<void> {
    const { engine, project, media, notices, outageLog } = this.#options;
    const transport = this.#transport;
    const { token } = transport;
    const before = project.project;
    const secondsFor = (count: number) => transport.secondsFor(count);
    const shared = { engine, project, media, secondsFor };
    const prepared = await prepareRejoin(shared, stream, runOn, seconds);
    const { place, beginning, lostStreamFrame } = prepared;
    const groupFrame = stream.frame + lostStreamFrame - runOn.streamFrame;
    const isInTime = groupFrame >= transport.soon(stream, beginning.starts.length);
    const isWanted = token === transport.token && this.#runOn === runOn && engine.stream === stream;
    if (!isInTime || !isWanted) {
      for (const { source } of beginning.starts) releaseSource(source);
      return;
    }
    runOn.advance(lostStreamFrame);
    this.#runOn = null;
    outageLog.end(place.fromFrame, place.streamNumber);
    const playback = new Playback(this.#options, place);
    const begun = playback.begin({ ...beginning, groupFrame: () => groupFrame });
    if (begun.ok) transport.adopt(playback);
    else {
      transport.giveUp(playback, place.fromFrame);
      notices.error(begun.message, begun.code);
    }
    if (project.project !== before) playback.reconcile('all');
    transport.changed();
  }
}
