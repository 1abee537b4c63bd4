/**
 * The account of a run as an experiment has it: 60 trials on two tracks and a take, of which some
 * were late, skipped, dropped, muted or silenced by an outage, on two streams. Every part of a report
 * has something to say of it.
 */
import { type ActionRow, NO_STATS } from '../../preload/actions.ts';
import { type Dropout, isTouched } from '../../preload/dropouts.ts';
import {
  RUN_FORMAT,
  RUN_VERSION,
  type RunAccount,
  type RunDevice,
  type RunHeader,
} from '../../preload/run.ts';
import { summaryOf, verdictOfAction } from '../../preload/verdict.ts';
import { actionRow } from './action-rows.ts';
import { inventedDropout } from './invented-dropout.ts';

const RATE = 48_000;
/** Of the timeline, between trials; the first one begins after one. */
const INTERVAL = 3 * RATE;
const TRIALS = 60;
/** Of the first stream, at the timeline's frame 0. */
const ORIGIN = 24_000;
/** The stream after the outage counts from 0. */
const SECOND_STREAM_FROM = 50 * INTERVAL + 2 * RATE;
/** A quarter past two on 14 May 2026, in a zone two hours ahead. */
const BEGAN = Date.UTC(2026, 4, 14, 12, 15, 0);

export const EXAMPLE_DEVICE: RunDevice = {
  hostApi: 'JACK',
  inputDevice: 'loopback',
  outputDevice: 'loopback',
  inputChannels: 2,
  outputChannels: 2,
  sampleRate: RATE,
  blockSize: 256,
  inputLatency: 256 / RATE,
  outputLatency: 512 / RATE,
  latencySource: 'driver',
  reports: {
    inputUnderflow: false,
    inputOverflow: true,
    outputUnderflow: true,
    outputOverflow: false,
  },
};

export function exampleHeader(values: Partial<RunHeader> = {}): RunHeader {
  return {
    format: RUN_FORMAT,
    version: RUN_VERSION,
    runId: 'run-14',
    number: 14,
    part: 1,
    kind: 'timeline',
    sessionName: 'Reaction pilot 3',
    wallTime: BEGAN,
    utcOffsetMinutes: 120,
    versions: [
      { name: 'RtMixer', version: '0.1.0' },
      { name: 'Build', version: '0ccc8e5da4b9' },
      { name: 'PortAudio', version: 'PortAudio V19.7.0-devel, revision 396fe4b' },
    ],
    audible: 'device',
    device: EXAMPLE_DEVICE,
    sounds: [
      {
        sourceId: 'tone',
        name: 'tone 441.wav',
        channels: 1,
        frames: RATE / 2,
        sampleRate: RATE,
        hash: '5f'.repeat(32),
        path: '/home/someone/stimuli/tone 441.wav',
      },
      {
        sourceId: 'bell',
        name: 'bell.wav',
        channels: 2,
        frames: RATE,
        sampleRate: RATE,
        hash: null,
        path: '/home/someone/stimuli/bell.wav',
      },
    ],
    tracks: [
      { trackId: 'stimuli', name: 'Stimuli', outputChannels: [1] },
      { trackId: 'cues', name: 'Cues', outputChannels: [1, 2] },
    ],
    ...values,
  };
}

/** An error of a few microseconds, alike in each run of a test. */
function invented(index: number): number {
  return (((index * 37) % 19) - 9) * 1e-6;
}

/** Frame of the timeline at which a trial is asked for. */
export function trialFrame(index: number): number {
  return (index + 1) * INTERVAL;
}

function trial(index: number): ActionRow {
  const frame = trialFrame(index);
  const isSecond = frame >= SECOND_STREAM_FROM;
  const originFrame = isSecond ? -SECOND_STREAM_FROM : ORIGIN;
  const requestedFrame = originFrame + frame;
  const isBell = index % 10 === 9;
  const totalFrames = isBell ? RATE : RATE / 2;
  const time = (isSecond ? 900 : 100) + requestedFrame / RATE;
  const trackId = isBell ? 'cues' : 'stimuli';
  const sourceId = isBell ? 'bell' : 'tone';
  return actionRow({
    id: index + 1,
    requestNumber: 100 + index,
    name: isBell ? 'bell' : 'tone 441',
    clipId: `clip-${index}`,
    sourceId,
    trackId,
    asked: {
      startFrame: frame,
      sourceId,
      offsetFrames: 0,
      lengthFrames: totalFrames,
      isSilent: false,
      trackId,
      outputChannels: isBell ? [1, 2] : [1],
      matrix: null,
      loop: null,
    },
    channels: isBell ? [1, 2] : [1],
    streamNumber: isSecond ? 2 : 1,
    originFrame,
    requestedFrame,
    actualFrame: requestedFrame,
    requestedTime: time,
    actualTime: time + invented(index),
    totalFrames,
    doneFrames: totalFrames,
    stats: {
      ...NO_STATS,
      blocks: Math.ceil(totalFrames / 256),
      minBlockSize: 256,
      maxBlockSize: 256,
    },
    ...notAsAsked(index, requestedFrame, time),
  });
}

function notAsAsked(index: number, frame: number, time: number): Partial<ActionRow> {
  switch (index) {
    case 20:
      return { name: 'knock', actualFrame: frame + 341, actualTime: time + 341 / RATE };
    case 21:
      return {
        actualFrame: frame + 960,
        actualTime: time + 960 / RATE,
        skippedFrames: 960,
        doneFrames: 23_040,
      };
    case 29:
      return { outcome: 'belated', actualFrame: null, actualTime: null, doneFrames: 0 };
    case 30:
      return { silences: [{ fromFrame: frame, toFrame: null }] };
    case 31:
      return { silences: [{ fromFrame: frame + 4_800, toFrame: frame + 9_600 }] };
    case 40:
      return {
        id: -1,
        outcome: null,
        actualFrame: null,
        actualTime: null,
        doneFrames: 0,
        cannotPlay: { code: 'file-not-found', message: 'Its file is missing. Find it again.' },
      };
    case 49:
      return { outcome: 'device-lost', actualFrame: null, actualTime: null, doneFrames: 0 };
    case 58:
      return { outcome: 'stream-stopped', doneFrames: 4_800 };
    case 59:
      return {
        outcome: 'cancelled-before-start',
        endedBy: 'stop',
        actualFrame: null,
        actualTime: null,
        doneFrames: 0,
      };
    default:
      return {};
  }
}

function take(): ActionRow {
  const requestedFrame = ORIGIN;
  return actionRow({
    id: 1_000,
    requestNumber: 99,
    type: 'recordRingBuffer',
    outcome: 'device-lost',
    asked: null,
    name: 'answers 1',
    clipId: null,
    sourceId: 'take-1',
    trackId: 'cues',
    originFrame: ORIGIN,
    requestedFrame,
    actualFrame: requestedFrame,
    requestedTime: 100.5,
    actualTime: 100.5,
    totalFrames: null,
    doneFrames: 50 * INTERVAL,
    channels: [1],
    stats: {
      ...NO_STATS,
      blocks: (50 * INTERVAL) / 256,
      minBlockSize: 256,
      maxBlockSize: 256,
      inputOverflows: 1,
      outputUnderflows: 2,
    },
  });
}

/** Each a while after a trial began. */
function dropoutAt(id: number, row: ActionRow, values: Partial<Dropout>): Dropout {
  const streamFrame = (row.requestedFrame as number) + 1_000;
  return inventedDropout({
    id,
    streamFrame,
    timelineFrame: streamFrame - (row.originFrame as number),
    runNumber: 14,
    hostApi: 'JACK',
    lateSeconds: 0.0041,
    load: 0.61,
    activities: [{ activity: 'opening', name: 'bell.wav' }],
    ...values,
  });
}

function withTouched(dropout: Dropout, rows: readonly ActionRow[]): Dropout {
  const touched = rows
    .filter((row) => isTouched(row, dropout))
    .map(({ requestNumber, name, clipId, trackId }) => ({
      requestNumber,
      name,
      clipId,
      trackId,
      isTake: clipId === null,
    }));
  return { ...dropout, touched, touchedCount: touched.length };
}

function dropouts(rows: readonly ActionRow[]): Dropout[] {
  const at = (id: number, index: number, values: Partial<Dropout>) =>
    dropoutAt(id, rows[index] as ActionRow, values);
  return [
    at(1, 3, { frames: 128, isEstimate: true, source: 'inferred', flags: [], direction: 'input' }),
    at(2, 10, { frames: 512 }),
    at(3, 20, { frames: 512, direction: 'both', flags: ['input-overflow', 'output-underflow'] }),
    at(4, 33, {}),
  ].map((dropout) => withTouched(dropout, [...rows, take()]));
}

/** @param values what of it a test wants otherwise */
export function exampleRun(values: Partial<RunAccount> = {}): RunAccount {
  const trials = Array.from({ length: TRIALS }, (_, index) => trial(index));
  const lost = dropouts(trials);
  const actions = [...trials.slice(0, 50), take(), ...trials.slice(50)].map((row) => ({
    ...row,
    dropouts: lost.filter((dropout) => isTouched(row, dropout)).length,
  }));
  const lastFrame = trialFrame(TRIALS - 1) - SECOND_STREAM_FROM;
  const header = exampleHeader();
  const stream = { type: 'stream', audible: header.audible, device: header.device } as const;
  const lostAt = ORIGIN + 49 * INTERVAL + RATE;
  const outageSeconds = (SECOND_STREAM_FROM - (lostAt - ORIGIN)) / RATE;
  const seconds = trialFrame(TRIALS - 1) / RATE;
  return {
    header,
    streams: [
      { ...stream, streamNumber: 1, firstFrame: ORIGIN },
      { ...stream, streamNumber: 2, firstFrame: 0 },
    ],
    streamEnds: [
      {
        type: 'streamEnd',
        streamNumber: 1,
        lastFrame: lostAt,
        reason: 'device-lost',
        clockBoundSeconds: 21e-6,
      },
      {
        type: 'streamEnd',
        streamNumber: 2,
        lastFrame,
        reason: 'run-ended',
        clockBoundSeconds: 18e-6,
      },
    ],
    origins: [
      {
        type: 'origin',
        cause: 'record',
        streamNumber: 1,
        originFrame: ORIGIN,
        timelineFrame: 0,
        playNumber: 1,
        loopPass: 0,
      },
      {
        type: 'origin',
        cause: 'rejoined',
        streamNumber: 2,
        originFrame: -SECOND_STREAM_FROM,
        timelineFrame: SECOND_STREAM_FROM,
        playNumber: 1,
        loopPass: 0,
      },
    ],
    actions,
    dropouts: lost,
    outages: [
      {
        id: 1,
        lostStreamNumber: 1,
        backStreamNumber: 2,
        device: 'loopback',
        fromTimelineFrame: lostAt - ORIGIN,
        toTimelineFrame: SECOND_STREAM_FROM,
        sampleRate: RATE,
        fromWallTime: BEGAN + 148_000,
        toWallTime: BEGAN + 152_000,
        seconds: outageSeconds,
      },
    ],
    edits: [
      {
        type: 'edit',
        label: 'Move knock',
        streamNumber: 1,
        streamFrame: ORIGIN + 12 * INTERVAL,
        timelineFrame: 12 * INTERVAL,
      },
    ],
    loads: Array.from({ length: 140 }, (_, index) => ({
      type: 'load',
      streamNumber: 1,
      firstFrame: ORIGIN + index * RATE,
      frames: RATE,
      meanLoad: 0.03 + (index % 7) * 0.001,
      worstLoad: index === 63 ? 0.61 : 0.06 + (index % 11) * 0.004,
    })),
    sounds: header.sounds.map((sound) => ({ ...sound, hash: sound.hash ?? 'b3'.repeat(32) })),
    end: {
      type: 'end',
      reason: 'stopped',
      wallTime: BEGAN + seconds * 1_000,
      seconds,
      summary: summaryOf(actions.map((row) => verdictOfAction(row))),
      dropouts: 4,
      outages: 1,
    },
    state: 'ended',
    damagedLines: 0,
    removedParts: 0,
    ...values,
  };
}
