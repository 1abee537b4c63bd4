/** The handler of every request, one line each. */

import path from 'node:path';
import type { CommandId } from '../../preload/commands.ts';
import type { About, Handlers, Payload } from '../../preload/contract.ts';
import { editCost, MAX_EDIT_COST } from '../../preload/edit-cost.ts';
import type { DeviceChoice, DeviceList, StreamStatus } from '../../preload/engine.ts';
import { failure, type Outcome, success } from '../../preload/outcome.ts';
import { ClipHistories } from '../accounts/clip-histories.ts';
import { adaptSound, useCopy } from '../media/adapting.ts';
import { loadDemo } from '../media/demo-content.ts';
import { canRelink, relinkBuffer } from '../media/relink.ts';
import { changesRate, namesFiles } from '../project/project-schema.ts';
import { adoptRate } from '../project/session-rate.ts';
import type { Settings } from '../settings.ts';
import { diagnosticsText } from '../shell/diagnostics.ts';
import type { FileDialogs } from '../shell/file-dialogs.ts';
import type { Studio } from '../studio.ts';
import { exportHandlers } from './export-requests.ts';
import { runHandlers } from './run-requests.ts';

export interface SettingsHandlerOptions {
  readonly settings: Settings;
  /** The keys of commands were changed. */
  readonly keysChanged: () => void;
  /** Theme or size were changed. */
  readonly appearanceChanged: () => void;
  /** The window cannot do these commands now. */
  readonly greyMenu: (commands: readonly CommandId[]) => void;
}

export interface HandlerOptions extends Omit<SettingsHandlerOptions, 'settings'> {
  readonly studio: Studio;
  readonly dialogs: FileDialogs;
  /** Folder of the demo's sounds. */
  readonly demoFolder: string;
  readonly about: () => Promise<About>;
  readonly copyText: (text: string) => Promise<void>;
  /** Resolves once the program ends, or goes on because the person said so. */
  readonly restart: () => Promise<void>;
  readonly showCrashReport: () => Promise<void>;
}

export function createHandlers(options: HandlerOptions): Handlers {
  const { studio, dialogs, demoFolder, about, restart } = options;
  const { project, transport, imports, media, conversions, actions, takes } = studio;
  const histories = new ClipHistories(studio.folder.runs, () => studio.runs.list());
  return {
    snapshot: async () => success(studio.snapshot()),
    opening: async () => success(null),
    acknowledge: async ({ sequence, paceMilliseconds }) => {
      studio.pollLoop.acknowledge(sequence, paceMilliseconds);
      return success(null);
    },
    edit: async (request) => edit(studio, request),
    undo: async () => project.undo(),
    redo: async () => project.redo(),
    history: async () => success(project.history),
    walkHistory: async ({ steps }) => project.walk(steps),
    importFiles: ({ paths, placement }) => imports.importFiles(paths, placement),
    chooseFiles: async ({ placement }) =>
      imports.importFiles(await dialogs.chooseSounds(true), placement),
    cancelImport: async ({ sourceId }) => success(media.cancel(sourceId) ?? null),
    openSoundAgain: async ({ sourceId }) => success(media.reopen(sourceId) ?? null),
    cancelConversion: async ({ id }) => success(conversions.cancel(id) ?? null),
    relinkBuffer: async ({ sourceId }) => {
      const possible = await canRelink(studio, sourceId);
      if (!possible.ok) return possible;
      const [file] = await dialogs.chooseSounds(false);
      if (file === undefined) return success(null);
      const relinked = await relinkBuffer(studio, sourceId, file);
      // The same path again means: the file is back.
      if (relinked.ok) media.reopen(sourceId);
      return relinked;
    },
    adaptSound: async ({ sourceId, clips }) => adaptSound(studio, sourceId, clips),
    useCopy: async ({ sourceId, usesCopy }) => useCopy(studio, sourceId, usesCopy),
    loadDemo: () => loadDemo(imports, demoFolder),
    peaks: ({ sourceId, ...range }) => media.peaks(sourceId, range),
    play: ({ fromFrame, toFrame }) => thenPoll(studio, transport.play(fromFrame, toFrame)),
    stop: async () => success(transport.stop() ?? null),
    seek: ({ frame }) => transport.seek(frame),
    record: () => thenPoll(studio, takes.record()),
    schedule: async ({ requests }) =>
      success({ results: await thenPoll(studio, actions.schedule(requests)) }),
    runRows: (query) => studio.runTables.page(query),
    runDropouts: ({ runId }) => studio.sessionRuns.dropoutsOf(runId),
    clipHistory: ({ clipId }) => histories.of(clipId),
    ...runHandlers(studio, dialogs),
    ...exportHandlers(studio, dialogs),
    showCrashReport: async () => success((await options.showCrashReport()) ?? null),
    restart: async () => success((await restart()) ?? null),
    devices: async ({ rescan }) => success(await listDevices(studio, rescan)),
    applyDevice: (choice) => thenPoll(studio, applyDevice(studio, choice)),
    about: async () => success(await about()),
    ...settingsHandlers({ ...options, settings: studio.settings }),
    copyDiagnostics: ({ withPaths }) => copyDiagnostics(options, withPaths),
  };
}

/** What a person chose that is not of the session. */
export function settingsHandlers({
  settings,
  keysChanged,
  appearanceChanged,
  greyMenu,
}: SettingsHandlerOptions) {
  return {
    greyMenu: async ({ commands }) => {
      greyMenu(commands);
      return success(null);
    },
    keyBindings: async () => success(settings.values.keyBindings),
    changeKeyBindings: async ({ bindings }) => {
      settings.change({ keyBindings: bindings });
      keysChanged();
      return success(null);
    },
    soundMemory: async () => success(settings.values.soundMemoryMegabytes),
    changeSoundMemory: async (soundMemoryMegabytes) => {
      settings.change({ soundMemoryMegabytes });
      return success(null);
    },
    appearance: async () => {
      const { theme, uiSizePercent } = settings.values;
      return success({ theme, uiSizePercent });
    },
    changeAppearance: async (appearance) => {
      settings.change(appearance);
      appearanceChanged();
      return success(null);
    },
  } satisfies Partial<Handlers>;
}

async function copyDiagnostics(
  { studio, about, copyText }: HandlerOptions,
  withPaths: boolean,
): Promise<Outcome<null>> {
  const { versions } = await about();
  const devices = await studio.devices.list(false, studio.engine.holdsPortAudio);
  const stream = studio.engine.status;
  const log = studio.notices.all;
  const settings = studio.settings.values;
  const sessionFolder = path.dirname(studio.folder.sessionFile);
  const parts = { versions, devices, stream, settings, log, sessionFolder };
  await copyText(diagnosticsText(parts, withPaths));
  return success(null);
}

/** Polls without delay after a step that began something. */
async function thenPoll<Value>(studio: Studio, step: Promise<Value>): Promise<Value> {
  const value = await step;
  studio.pollLoop.wake();
  return value;
}

/** Files come in by import only, the rate only changes without sounds, and no edit holds up main. */
function edit(studio: Studio, request: Payload<'edit'>): Outcome<{ readonly revision: number }> {
  if (namesFiles(request.edit)) {
    return failure('edit-refused', 'Files come into the session by importing them.');
  }
  if (changesRate(request.edit)) {
    return failure('rate-fixed', 'The rate of the session is chosen in Devices.');
  }
  if (editCost(studio.project.project, request.edit) > MAX_EDIT_COST) {
    return failure(
      'edit-too-many',
      'This edit has too many parts for a session of this size. Make it in smaller steps.',
    );
  }
  return studio.project.edit(request);
}

function listDevices({ engine, devices }: Studio, rescan: boolean): Promise<DeviceList> {
  // Who scans again has just connected something.
  if (rescan) engine.lookNow();
  return devices.list(rescan, engine.holdsPortAudio);
}

/** Stops what plays, says so, and opens the device. */
async function applyDevice(studio: Studio, choice: DeviceChoice): Promise<Outcome<StreamStatus>> {
  const { engine, transport, takes, notices, settings, project } = studio;
  if (takes.isRecording) {
    return failure('recording', 'A take is being recorded. Stop it before you change the device.');
  }
  const before = { choice: engine.status.choice, rate: project.project.sampleRate };
  const adopted = adoptRate(project, choice.sampleRate);
  if (!adopted.ok) return adopted;
  const stop = () => {
    if (!transport.isPlaying) return;
    transport.stop();
    notices.info('Playback was stopped to change the device.');
  };
  const applied = await engine.apply(choice, stop);
  if (applied.ok) settings.change({ deviceChoice: choice });
  else if (before.rate !== choice.sampleRate) {
    // The earlier device was opened again at the rate that was just refused.
    adopted.value.takeBack();
    await engine.apply(before.choice, stop);
  }
  return applied;
}
