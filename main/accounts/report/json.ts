/**
 * A report as JSON: everything that is known of the run. Its shape is `assets/report/report.schema.json`; a key
 * that changes its meaning makes a new version. Frames are of the stream, but where their name says timeline.
 */
import {
  type ActionRow,
  errorFrames,
  errorSeconds,
  timelineFrame,
} from '../../../preload/actions.ts';
import { type Dropout, dropoutCount } from '../../../preload/dropouts.ts';
import type { ReportModel, ReportSubject } from '../../../preload/report.ts';
import type { RunAccount } from '../../../preload/run.ts';
import { mutedText } from '../../../preload/verdict.ts';
import { localIso } from './dates.ts';
import type { JudgedAction, JudgedRun } from './judged.ts';
import { reportOfJudged } from './report.ts';
import { RunTime } from './run-time.ts';

export const REPORT_JSON_FORMAT = 'rtmixer-report';
export const REPORT_JSON_VERSION = 1;

/** @param withPaths sounds have the absolute paths of their files */
export function reportJson(run: JudgedRun, subject: ReportSubject, withPaths: boolean): string {
  const { account } = run;
  const model = reportOfJudged(run, subject);
  const time = new RunTime(account);
  const ids = new Map(run.actions.map(({ row }) => [row.requestNumber, row.id]));
  const report = {
    format: REPORT_JSON_FORMAT,
    version: REPORT_JSON_VERSION,
    run: runPart(account, model, subject),
    summary: {
      actions: run.actions.length,
      ...run.summary,
      dropouts: dropoutCount(account.dropouts),
      outages: account.outages.length,
    },
    actions: run.actions.map((action) => actionPart(action, time)),
    commands: run.commands.map(commandPart),
    dropouts: account.dropouts.map((dropout) => dropoutPart(dropout, time, ids)),
    outages: account.outages.map((outage) => ({
      device: outage.device,
      lostStream: outage.lostStreamNumber,
      backStream: outage.backStreamNumber,
      fromTimelineFrame: outage.fromTimelineFrame,
      toTimelineFrame: outage.toTimelineFrame,
      seconds: outage.seconds,
      began: localIso(outage.fromWallTime, account.header.utcOffsetMinutes),
    })),
    edits: account.edits.map(({ label, streamNumber, streamFrame, timelineFrame }) => ({
      label,
      stream: streamNumber,
      frame: streamFrame,
      timelineFrame,
    })),
    load: account.loads.map((load) => ({
      stream: load.streamNumber,
      frame: load.firstFrame,
      frames: load.frames,
      mean: load.meanLoad,
      worst: load.worstLoad,
    })),
    tracks: account.header.tracks.map(({ trackId, name, outputChannels }) => ({
      id: trackId,
      name,
      outputChannels,
    })),
    sounds: account.sounds.map(({ sourceId, name, channels, frames, sampleRate, hash, path }) => ({
      id: sourceId,
      name,
      channels,
      frames,
      sampleRate,
      sha256: hash,
      ...(withPaths ? { path } : {}),
    })),
  };
  return linesOf(report);
}

/** One line for each part and for each member of a list: long, and yet to be read and compared. */
function linesOf(report: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(report).map(([key, value]) => {
    const text = Array.isArray(value)
      ? `[${value.map((member) => `\n    ${JSON.stringify(member)}`).join(',')}\n  ]`
      : JSON.stringify(value);
    return `  ${JSON.stringify(key)}: ${text}`;
  });
  return `{\n${parts.join(',\n')}\n}\n`;
}

function runPart(account: RunAccount, model: ReportModel, { name }: ReportSubject) {
  const { header, streams, streamEnds, origins, end, state, damagedLines, removedParts } = account;
  const { latency, clock, plots } = model;
  const { text, unit, ...errors } = plots.errors;
  return {
    id: header.runId,
    number: header.number,
    name,
    session: header.sessionName,
    kind: header.kind,
    state,
    began: localIso(header.wallTime, header.utcOffsetMinutes),
    seconds: model.seconds,
    endReason: end?.reason ?? null,
    damagedLines,
    removedParts,
    audible: header.audible,
    sampleRate: header.device.sampleRate,
    device: header.device,
    versions: header.versions,
    streams: streams.map((stream) => {
      const last = streamEnds.find(({ streamNumber }) => streamNumber === stream.streamNumber);
      return {
        stream: stream.streamNumber,
        firstFrame: stream.firstFrame,
        lastFrame: last?.lastFrame ?? null,
        endReason: last?.reason ?? null,
        clockBoundSeconds: last?.clockBoundSeconds ?? null,
        audible: stream.audible,
        device: stream.device,
      };
    }),
    origins: origins.map(({ type, streamNumber, ...origin }) => ({
      stream: streamNumber,
      ...origin,
    })),
    latency,
    clock,
    errors,
    sentence: model.sentence.map((phrase) => phrase.text).join(''),
    methods: model.methods,
  };
}

function actionPart({ row, verdict, trackName, sound, dropouts }: JudgedAction, time: RunTime) {
  const { actualFrame, requestedFrame } = row;
  return {
    id: row.id,
    requestNumber: row.requestNumber,
    type: row.type,
    name: row.name,
    track: trackName === '' ? null : trackName,
    sound: sound?.name ?? null,
    sha256: sound?.hash ?? null,
    stream: row.streamNumber,
    sampleRate: row.sampleRate,
    timelineFrame: timelineFrame(row, requestedFrame ?? actualFrame),
    requestedFrame,
    actualFrame,
    errorFrames: errorFrames(row),
    errorSeconds: errorSeconds(row),
    requestedDeviceTime: row.requestedTime,
    actualDeviceTime: row.actualTime,
    runSeconds: actualFrame === null ? null : time.seconds(row.streamNumber, actualFrame),
    verdict: verdict.kind,
    verdictText: verdict.words,
    outcome: row.outcome,
    endedBy: row.endedBy,
    reason: row.cannotPlay?.message ?? null,
    muted: mutedText(row) === '' ? null : mutedText(row),
    silences: row.silences,
    totalFrames: row.totalFrames,
    doneFrames: row.doneFrames,
    skippedFrames: row.skippedFrames,
    starvedFrames: row.starvedFrames,
    channels: row.channels,
    clipId: row.clipId,
    trackId: row.trackId,
    soundId: row.sourceId,
    playNumber: row.playNumber,
    loopPass: row.loopPass,
    dropouts: verdict.dropouts,
    dropoutIds: dropouts.map(({ id }) => id),
    stats: row.stats,
  };
}

function commandPart(row: ActionRow) {
  const { id, requestNumber, type, name, streamNumber, requestedFrame, actualFrame, outcome } = row;
  return {
    id,
    requestNumber,
    type,
    name,
    stream: streamNumber,
    requestedFrame,
    actualFrame,
    outcome,
  };
}

function dropoutPart(dropout: Dropout, time: RunTime, ids: ReadonlyMap<number, number>) {
  return {
    id: dropout.id,
    count: dropout.count,
    stream: dropout.streamNumber,
    frame: dropout.streamFrame,
    timelineFrame: dropout.timelineFrame,
    runSeconds: time.seconds(dropout.streamNumber, dropout.streamFrame),
    frames: dropout.frames,
    isEstimate: dropout.isEstimate,
    direction: dropout.direction,
    source: dropout.source,
    flags: dropout.flags,
    lateSeconds: dropout.lateSeconds,
    load: dropout.load,
    activities: dropout.activities,
    touchedCount: dropout.touchedCount,
    touched: dropout.touched.map(({ requestNumber, name, isTake }) => ({
      id: ids.get(requestNumber) ?? null,
      requestNumber,
      name,
      kind: isTake ? 'take' : 'clip',
    })),
  };
}
