/**
 * An engine that pretends: stream frames pass when told to, actions start, sound and end with an
 * account, meters move. Misfortunes are asked for by clip.
 */
import {
  type ActionOutcome,
  type ActionRow,
  type ActionType,
  NO_STATS,
} from '../../preload/actions.ts';
import {
  type Dropout,
  type Meters,
  NO_COUNTERS,
  type StreamCounters,
  type StreamStatus,
  type TakeInProgress,
  type TransportStatus,
} from '../../preload/engine.ts';
import type { Clip, Project } from '../../preload/project.ts';

export interface Misfortune {
  readonly lateFrames?: number;
  readonly outputUnderflows?: number;
  readonly belated?: boolean;
}

const LEAD_FRAMES = 960;

export class FakeEngine {
  readonly blockSize = 256;
  readonly finished: ActionRow[] = [];
  readonly dropouts: Dropout[] = [];
  actions: ActionRow[] = [];
  takes: TakeInProgress[] = [];
  misfortunes: Readonly<Record<string, Misfortune>> = {};
  isMonitoring = false;
  stream: StreamStatus;
  counters: StreamCounters;
  transport: TransportStatus = {
    state: 'stopped',
    positionFrame: 0,
    originFrame: null,
    loopPass: 0,
  };
  #nextId = 1;

  constructor() {
    this.stream = virtualStream();
    this.counters = NO_COUNTERS;
  }

  play(project: Project, fromFrame: number): void {
    if (this.transport.state !== 'stopped') return;
    const originFrame = this.counters.frame + LEAD_FRAMES - fromFrame;
    this.transport = { state: 'playing', positionFrame: fromFrame, originFrame, loopPass: 0 };
    for (const clip of project.clips) {
      if (clip.startFrame + clip.lengthFrames > fromFrame) this.#scheduleClip(clip, originFrame);
    }
  }

  record(project: Project, takeId: string, name: string, fromFrame: number): void {
    const track = project.tracks.find((other) => other.armed);
    if (track === undefined) return;
    this.play(project, fromFrame);
    this.transport = { ...this.transport, state: 'recording' };
    const startFrame = Math.max(0, this.positionFrame());
    this.takes = [
      {
        takeId,
        name,
        trackId: track.id,
        startFrame,
        frames: 0,
        channels: track.inputChannels,
        silentSeconds: 0,
      },
    ];
    this.#add('recordRingBuffer', name, {
      trackId: track.id,
      sourceId: takeId,
      requestedFrame: (this.transport.originFrame ?? 0) + startFrame,
      totalFrames: null,
    });
  }

  /** Stops; what was under way ends as `stream-stopped`, takes as `completed`. */
  stop(): readonly TakeInProgress[] {
    const positionFrame = Math.max(0, this.positionFrame());
    for (const row of this.actions) {
      const isTake = row.type.startsWith('record');
      const outcome = row.state === 'pending' ? 'cancelled-before-start' : 'cancelled';
      this.#finish(row, isTake ? 'completed' : outcome);
    }
    const ended = this.takes;
    this.actions = [];
    this.takes = [];
    this.transport = { state: 'stopped', positionFrame, originFrame: null, loopPass: 0 };
    return ended;
  }

  cancel(id: number): boolean {
    const row = this.actions.find((action) => action.id === id);
    if (row === undefined) return false;
    this.#finish(row, row.state === 'active' ? 'cancelled' : 'cancelled-before-start');
    this.actions = this.actions.filter((action) => action !== row);
    return true;
  }

  positionFrame(): number {
    const { originFrame, positionFrame } = this.transport;
    return originFrame === null ? positionFrame : this.counters.frame - originFrame;
  }

  /** Lets stream frames pass. */
  advance(frames: number): void {
    const frame = this.counters.frame + frames;
    const blocks = Math.max(1, Math.round(frames / this.blockSize));
    const active = this.actions.filter((row) => row.state === 'active').length;
    this.counters = {
      ...this.counters,
      frame,
      blocks: this.counters.blocks + blocks,
      minBlockSize: this.blockSize,
      maxBlockSize: this.blockSize,
      load: 0.02 + active * 0.006 + 0.006 * Math.sin(frame / 90_000),
    };
    const after = this.actions.map((row) => this.#advanceRow(row, frame, blocks));
    for (const row of after) {
      if (row.state === 'finished') this.finished.push(row);
    }
    this.actions = after.filter((row) => row.state !== 'finished');
    this.takes = this.takes.map((take) => ({ ...take, frames: take.frames + frames }));
    if (this.transport.state !== 'stopped') {
      this.transport = { ...this.transport, positionFrame: Math.max(0, this.positionFrame()) };
    }
  }

  meters(project: Project): Meters {
    const sounding = new Set(
      this.actions.filter((row) => row.state === 'active').map((row) => row.trackId),
    );
    const wobble = (seed: number) =>
      0.25 + 0.3 * Math.abs(Math.sin(this.counters.frame / 9000 + seed));
    const tracks = project.tracks.map((track, index) => ({
      trackId: track.id,
      peak: sounding.has(track.id) ? wobble(index * 1.7) : 0,
    }));
    const input = this.isMonitoring || this.takes.length > 0 ? wobble(5) * 0.5 : 0;
    const output = Math.max(0, ...tracks.map((track) => track.peak));
    return {
      input: Float32Array.of(input, 0),
      output: Float32Array.of(output, output),
      tracks,
    };
  }

  #scheduleClip(clip: Clip, originFrame: number): void {
    this.#add('playBuffer', clip.name, {
      clipId: clip.id,
      trackId: clip.trackId,
      sourceId: clip.sourceId,
      requestedFrame: originFrame + clip.startFrame,
      totalFrames: clip.lengthFrames,
    });
  }

  #add(type: ActionType, name: string, patch: Partial<ActionRow>): void {
    this.actions.push({
      id: this.#nextId++,
      type,
      state: 'pending',
      outcome: null,
      run: this.stream.run,
      originFrame: this.transport.originFrame,
      requestedFrame: null,
      actualFrame: null,
      requestedTime: null,
      actualTime: null,
      totalFrames: 0,
      doneFrames: 0,
      skippedFrames: 0,
      starvedFrames: 0,
      channels: [1, 2],
      stats: NO_STATS,
      name,
      clipId: null,
      sourceId: null,
      trackId: null,
      ...patch,
    });
  }

  #advanceRow(row: ActionRow, frame: number, blocks: number): ActionRow {
    const misfortune = this.misfortunes[row.clipId ?? ''] ?? {};
    const requestedFrame = row.requestedFrame ?? 0;
    const startFrame = requestedFrame + (misfortune.lateFrames ?? 0);
    if (frame < startFrame) return row;
    if (row.state === 'pending' && misfortune.belated === true) {
      return { ...row, state: 'finished', outcome: 'belated' };
    }
    if (row.state === 'pending') this.#injectXruns(misfortune, startFrame);
    const doneFrames = Math.min(row.totalFrames ?? Number.POSITIVE_INFINITY, frame - startFrame);
    const isDone = doneFrames === row.totalFrames;
    const stats = {
      ...row.stats,
      blocks: row.stats.blocks + blocks,
      minBlockSize: this.blockSize,
      maxBlockSize: this.blockSize,
      outputUnderflows: misfortune.outputUnderflows ?? 0,
    };
    return {
      ...row,
      state: isDone ? 'finished' : 'active',
      outcome: isDone ? 'completed' : null,
      actualFrame: startFrame,
      doneFrames,
      stats,
    };
  }

  #injectXruns({ outputUnderflows = 0 }: Misfortune, streamFrame: number): void {
    if (outputUnderflows === 0) return;
    this.counters = {
      ...this.counters,
      outputUnderflows: this.counters.outputUnderflows + outputUnderflows,
    };
    this.dropouts.push({
      run: this.stream.run,
      streamFrame,
      timelineFrame: streamFrame - (this.transport.originFrame ?? 0),
      kinds: ['output-underflow'],
      count: outputUnderflows,
    });
  }

  #finish(row: ActionRow, outcome: ActionOutcome): void {
    this.finished.push({ ...row, state: 'finished', outcome });
  }
}

function virtualStream(): StreamStatus {
  return {
    state: 'active',
    run: 1,
    hostApi: 'Virtual',
    inputDevice: null,
    outputDevice: 'Virtual loopback',
    available: { inputChannels: 64, outputChannels: 64 },
    inputChannels: 0,
    outputChannels: 2,
    sampleRate: 48_000,
    blockSize: 256,
    inputLatency: null,
    outputLatency: 0.0053,
    reports: {
      inputUnderflow: true,
      inputOverflow: true,
      outputUnderflow: true,
      outputOverflow: true,
    },
    choice: {
      hostApi: 'Virtual',
      inputKey: null,
      outputKey: 'virtual',
      sampleRate: 48_000,
      blockSize: 256,
      latency: 'low',
    },
    notice: null,
  };
}
