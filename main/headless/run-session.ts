/**
 * Plays a session without a window: the same services as with one, until the last clip has ended or a given
 * time of the timeline. The run is kept with the session, its report is written, and conditions are judged.
 */
import { access, constants, mkdtemp, rm, stat } from 'node:fs/promises';
import { freemem, tmpdir } from 'node:os';
import path from 'node:path';
import type { Notice } from '../../preload/engine.ts';
import { failure, type Outcome, success } from '../../preload/outcome.ts';
import { projectEndFrame } from '../../preload/project.ts';
import type { ReportModel } from '../../preload/report.ts';
import type { RunAccount, RunHeader } from '../../preload/run.ts';
import { BYTES_PER_MEGABYTE, MAX_SOUND_MEMORY_MEGABYTES } from '../../preload/sound-memory.ts';
import { framesFromText, NO_TIME } from '../../preload/typed-time.ts';
import type { Frames } from '../../preload/units.ts';
import { exportedFiles } from '../accounts/report/exports.ts';
import { reportOf } from '../accounts/report/report.ts';
import { saveReport } from '../accounts/report/save-report.ts';
import { commandLineChoice } from '../engine/device-selection.ts';
import type { NativeMixer } from '../engine/native-mixer.ts';
import { failureOf, writeFailureOf } from '../failure-of.ts';
import { openSessionAt } from '../project/session-folder.ts';
import { openStudio, type Studio } from '../studio.ts';
import { failedConditions } from './conditions.ts';
import type { RunCommand } from './headless-arguments.ts';
import { type OfflineRun, offlineRun } from './offline-native.ts';
import { copySession } from './session-copy.ts';
import { folderOfSession } from './written-report.ts';

export interface HeadlessContext {
  readonly native: NativeMixer;
  /** Of the program and its parts, for the account. */
  readonly versions: RunHeader['versions'];
  /** One line for people. */
  readonly say: (line: string) => void;
  /** A refusal, or a condition that failed. */
  readonly warn: (line: string) => void;
  /** Aborted when a person asks for the end. */
  readonly interrupted: AbortSignal;
}

/** How the program ends. */
export const EXIT = { fine: 0, failed: 1, impossible: 2 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const TICK_MILLISECONDS = 20;
/** Hashes of sounds are waited for so long; a report without one says so. */
const HASH_PATIENCE_MILLISECONDS = 60_000;
const END_PATIENCE_MILLISECONDS = 60_000;
/** Rendered at once; whole blocks. */
const OFFLINE_BLOCKS = 16;
const OFFLINE_BLOCK_FRAMES = 256;
/** How much faster than real time sounds come from the disk when they have no room in memory. */
const STREAMED_SPEED = 20;

/** Never rejects for what a person can cause. */
export async function runSession(command: RunCommand, context: HeadlessContext): Promise<ExitCode> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rtmixer-'));
  try {
    const played = await playedIn(folder, command, context);
    if (played.ok) return played.value;
    context.warn(played.message);
    return EXIT.impossible;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function playedIn(
  folder: string,
  command: RunCommand,
  context: HeadlessContext,
): Promise<Outcome<ExitCode>> {
  const places = await refusedPlaces(command);
  if (!places.ok) return places;
  const root = await rootOf(folder, command);
  if (!root.ok) return root;
  const session = await openSessionAt(root.value, context.native.lockFile);
  if (!session.ok) {
    return session.code === 'file-locked'
      ? failure(session.code, `${root.value} is open in RtMixer; close it, or use --copy.`)
      : session;
  }
  const offline = command.isOffline ? offlineRun(context.native) : null;
  const studio = await openStudio({
    userDataFolder: folder,
    native: offline?.native ?? context.native,
    arguments: {
      hostApi: command.isOffline ? 'Virtual' : command.hostApi,
      device: command.device,
      virtual: command.virtual,
    },
    session: session.value,
    send: () => false,
    enumerateInSubprocess: null,
    mayUseInput: async () => true,
    versions: context.versions,
    ...(command.isOffline ? { audible: 'offline' as const } : {}),
    onSettings: (settings) => {
      if (command.isOffline) settings.change({ soundMemoryMegabytes: offlineMegabytes() });
    },
  });
  tellNotices(studio, context);
  try {
    await studio.begin();
    return await playedBy({ studio, command, context, offline });
  } finally {
    await studio.close();
  }
}

/** What the window would show: a sound that is missing, a take that ended early. */
function tellNotices({ notices }: Studio, { warn }: HeadlessContext): void {
  const tell = ({ severity, message }: Notice) => {
    if (severity !== 'info') warn(message);
  };
  notices.all.forEach(tell);
  notices.onNotice(tell);
}

/** Before an hour is played for nothing. */
async function refusedPlaces({ reports }: RunCommand): Promise<Outcome<null>> {
  for (const { file } of reports) {
    try {
      await access(path.dirname(file), constants.W_OK);
      const found = await stat(file).catch(() => null);
      if (found?.isDirectory() === true) {
        return failure(
          'file-system',
          `The report cannot be saved as ${file}: a folder has that name. Choose another name.`,
        );
      }
    } catch (error) {
      const { code, message } = writeFailureOf(error, file);
      return failure(code, `The report could not be saved in ${file}. ${message}`);
    }
  }
  return success(null);
}

async function rootOf(folder: string, command: RunCommand): Promise<Outcome<string>> {
  const root = folderOfSession(command.session);
  if (!command.isCopied) return success(root);
  const copy = path.join(folder, path.basename(root));
  try {
    await copySession(root, copy);
    return success(copy);
  } catch (error) {
    return failure('file-system', `${root} cannot be copied. ${failureOf(error).message}`);
  }
}

/** Most of what is free: what has no room comes from the disk. */
function offlineMegabytes(): number {
  const free = Math.floor((0.6 * freemem()) / BYTES_PER_MEGABYTE);
  return Math.min(MAX_SOUND_MEMORY_MEGABYTES, Math.max(256, free));
}

interface Playing {
  readonly studio: Studio;
  readonly command: RunCommand;
  readonly context: HeadlessContext;
  /** null = in real time. */
  readonly offline: OfflineRun | null;
}

async function playedBy(playing: Playing): Promise<Outcome<ExitCode>> {
  const { studio, command, context } = playing;
  const refused = (await refusedDevice(playing)) ?? refusedRecording(playing);
  if (refused !== null) return refused;
  const range = rangeOf(playing);
  if (!range.ok) return range;
  await whenSoundsAreReady(playing);
  const begun = await begin(playing, range.value);
  if (!begun.ok) return begun;
  const runId = studio.recorder.runIds.at(-1) ?? null;
  await whenOver(playing, range.value.to);
  const account = runId === null ? NO_RUN : await endedAccount(playing, runId);
  if (!account.ok) return account;
  const judged = await reported(playing, account.value);
  if (!judged.ok || !context.interrupted.aborted) return judged;
  return failure('interrupted', `The run was interrupted. ${whatIsKept(command)}`);
}

const NO_RUN = failure('nothing-to-play', 'Nothing was played, so that there is no run.');

function whatIsKept({ reports }: RunCommand): string {
  return reports.length === 0
    ? 'Its account is kept with the session.'
    : 'The report has what was played until then.';
}

/** What is asked for has to be what plays: no other device stands in. */
async function refusedDevice({ studio, command }: Playing) {
  const { status } = studio.engine;
  const { hostApi, device } = command;
  if (hostApi !== null || device !== null) {
    const list = await studio.native.listDevices();
    const asked = commandLineChoice(list, { hostApi, device }, status.sampleRate);
    if (asked?.ok === false) return asked;
    const { choice } = status;
    const isOther =
      asked !== null &&
      (choice.hostApi !== asked.value.hostApi || choice.outputKey !== asked.value.outputKey);
    if (isOther) {
      return failure('device-refused', status.notice ?? 'The device cannot be opened.');
    }
  }
  if (status.state === 'active') return null;
  return failure('stream-closed', status.notice ?? 'No stream could be opened.');
}

function refusedRecording({ studio, command }: Playing) {
  const isArmed = studio.project.project.tracks.some(({ armed }) => armed);
  if (!command.isRecording || isArmed) return null;
  return failure(
    'no-input',
    'No track is record-armed. Arm one in RtMixer, or leave out --record.',
  );
}

interface PlayedRange {
  readonly from: Frames;
  /** null = until the last clip has ended. */
  readonly to: Frames | null;
}

function rangeOf({ studio, command }: Playing): Outcome<PlayedRange> {
  const { project } = studio.project;
  const timeOf = (text: string | null) =>
    text === null ? null : framesFromText(text, project.sampleRate);
  const from = timeOf(command.from) ?? 0;
  const to = timeOf(command.to);
  if ((command.from !== null && timeOf(command.from) === null) || from < 0) {
    return failure('range-invalid', `--from ${command.from}: ${NO_TIME}`);
  }
  if (command.to !== null && to === null) {
    return failure('range-invalid', `--to ${command.to}: ${NO_TIME}`);
  }
  if (to !== null && to <= from) {
    return failure('range-invalid', 'The run would end before it begins. Choose a later --to.');
  }
  const { enabled, endFrame } = project.loop;
  const goesRound = enabled && from < endFrame && to === null;
  if (goesRound && !command.isRecording) {
    return failure(
      'range-invalid',
      'The loop of this session is on, so that it would never end. Turn it off in RtMixer, or give a --to.',
    );
  }
  // A take goes on until somebody ends it.
  return success({ from, to: command.isRecording ? (to ?? projectEndFrame(project)) : to });
}

/** Opened and decoded, and with their hashes known. */
async function whenSoundsAreReady({ studio, context }: Playing): Promise<void> {
  const isOpening = () =>
    studio.media.statuses.some(({ state }) => state === 'opening' || state === 'decoding');
  while (isOpening() && !context.interrupted.aborted) await pause();
  const ready = () =>
    new Set(
      studio.media.statuses
        .filter(({ state }) => state === 'ready')
        .map(({ sourceId }) => sourceId),
    );
  const hasHashes = () => {
    const sources = ready();
    return studio.project.project.buffers.every(
      ({ id, content }) => !sources.has(id) || content !== null,
    );
  };
  const begun = performance.now();
  while (!hasHashes() && performance.now() - begun < HASH_PATIENCE_MILLISECONDS) {
    if (context.interrupted.aborted) return;
    await pause();
  }
}

async function begin(
  { studio, command }: Playing,
  { from, to }: PlayedRange,
): Promise<Outcome<null>> {
  if (!command.isRecording) return studio.transport.play(from, to);
  const moved = await studio.transport.seek(from);
  return moved.ok ? studio.takes.record() : moved;
}

async function whenOver(playing: Playing, to: Frames | null): Promise<void> {
  const { studio, context } = playing;
  let isEnding = false;
  const isOver = () =>
    !studio.transport.isPlaying && !studio.takes.isRecording && studio.actionLog.liveCount === 0;
  while (!isOver()) {
    await step(playing);
    if (context.interrupted.aborted && !isEnding) {
      isEnding = true;
      await studio.settle();
    }
    if (to !== null && !isEnding && isTaken(playing, to)) {
      isEnding = true;
      await studio.settle();
    }
  }
}

/** A take has the whole range when its latency has passed, too. */
function isTaken({ studio, command }: Playing, to: Frames): boolean {
  const { positionFrame } = studio.transport.status;
  return command.isRecording && positionFrame >= to + studio.engine.roundTripFrames;
}

/** Offline a piece is rendered once all that lies ahead is handed over. */
async function step({ studio, offline }: Playing): Promise<void> {
  if (offline === null) return pause();
  await new Promise((resolve) => setImmediate(resolve));
  if (studio.transport.isHandingOver) return;
  const frames = OFFLINE_BLOCKS * OFFLINE_BLOCK_FRAMES;
  if (!offline.render(frames)) return pause();
  studio.transport.tick();
  const isStreamed = studio.media.statuses.some(({ kind }) => kind !== 'resident');
  if (isStreamed)
    await pause((1_000 * frames) / (studio.engine.status.sampleRate * STREAMED_SPEED));
}

function pause(milliseconds = TICK_MILLISECONDS): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

/** The run is over when its file is, which waits until the stream is well after its last sound. */
async function endedAccount(playing: Playing, runId: string): Promise<Outcome<RunAccount>> {
  const { studio } = playing;
  const begun = performance.now();
  while (studio.recorder.runIds.includes(runId)) {
    if (performance.now() - begun > END_PATIENCE_MILLISECONDS) break;
    await step(playing);
    studio.recorder.tick();
  }
  return studio.runs.read(runId);
}

async function reported(
  { command, context }: Playing,
  account: RunAccount,
): Promise<Outcome<ExitCode>> {
  const model = reportOf(account, { name: null, nowWallTime: null });
  context.say(`${model.title}, ${model.subtitle}`);
  context.say(model.sentence.map(({ text }) => text).join(''));
  const { withPaths, withUnheard } = command;
  for (const { file, format } of command.reports) {
    const files = exportedFiles(account, format, { name: null, withPaths, withUnheard });
    const saved = await saveReport(file, files);
    if (!saved.ok) return saved;
    context.say(`The report was saved in ${file}`);
  }
  return success(judged(command, context, model));
}

function judged(
  { conditions }: RunCommand,
  context: HeadlessContext,
  model: ReportModel,
): ExitCode {
  const failed = failedConditions(conditions, model);
  for (const { text, valueText } of failed) {
    context.warn(`Failed: ${text}; it ${valueText === null ? 'is not known' : `is ${valueText}`}.`);
  }
  return failed.length === 0 ? EXIT.fine : EXIT.failed;
}
