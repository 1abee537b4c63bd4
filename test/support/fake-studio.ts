/** A whole studio on an invented native side, in a folder of its own. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { openStudio, type Studio, type StudioOptions } from '../../main/studio.ts';
import type { ActionRequest } from '../../preload/actions.ts';
import { newClip, newTrack } from '../../preload/builders.ts';
import { type Clip, emptyProject, type Project, type Track } from '../../preload/project.ts';
import { type FakeFile, FakeNative } from './fake-native.ts';
import { runsThatDoNotAddUp } from './runs-add-up.ts';

/** Removed when the test ends; what was played in it has to add up. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'rtmixer-test-'));
  onTestFinished(async () => {
    const wrong = await runsThatDoNotAddUp(folder);
    rmSync(folder, { recursive: true, force: true });
    expect(wrong).toEqual([]);
  });
  return folder;
}

export interface FakeStudio {
  readonly studio: Studio;
  readonly native: FakeNative;
  readonly folder: string;
  /** Until nothing goes on that waits for no time. */
  settle(): Promise<void>;
  /** The transport looks, without waiting for the poll loop. */
  advance(frames: number): Promise<void>;
}

function areFilesBusy(): boolean {
  return process.getActiveResourcesInfo().some((resource) => resource.startsWith('FSReq'));
}

/** Opened and begun; closed when the test ends. */
export async function fakeStudio(
  options: Partial<StudioOptions> & {
    readonly prepare?: (native: FakeNative, folder: string) => void;
    /** The poll loop runs; absent = the test calls what it would. */
    readonly keepsPolling?: boolean;
  } = {},
): Promise<FakeStudio> {
  const folder = options.userDataFolder ?? temporaryFolder();
  const native = new FakeNative();
  options.prepare?.(native, folder);
  const studio = await openStudio({
    userDataFolder: folder,
    native,
    arguments: { hostApi: null, device: null, virtual: {} },
    send: () => true,
    enumerateInSubprocess: null,
    mayUseInput: async () => true,
    ...options,
  });
  await studio.begin();
  if (options.keepsPolling !== true) studio.pollLoop.stop();
  onTestFinished(() => studio.close());
  const settle = async () => {
    for (let turn = 0; turn < 20 || areFilesBusy() || studio.saving.isBusy; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const advance = async (frames: number) => {
    native.stream.advance(frames);
    studio.transport.tick();
    await settle();
  };
  return { studio, native, folder, settle, advance };
}

/** Puts a file into the studio's folder that the invented native side can read; gives its path. */
export function putSound(
  { native, folder }: FakeStudio,
  name: string,
  values: Partial<FakeFile> = {},
): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, 'sound');
  const known = { channels: 2, frames: 1_000, sampleRate: 48_000, format: 'WAV', ...values };
  native.files.set(file, known);
  return file;
}

export function track(id: string, values: Partial<Track> = {}): Track {
  const stereo = { inputChannels: 2, outputChannels: 2 };
  return { ...newTrack([], id, stereo), name: `Track ${id}`, ...values };
}

/** 1,000 frames of the tone, on track a. */
export function clip(id: string, values: Partial<Clip> = {}): Clip {
  const whole = newClip({ id: 'tone', name: id, frames: 1_000 }, id, 'a', 0);
  return { ...(whole as Clip), ...values };
}

/** Two tracks (a, b), a stereo tone and a mono voice of 100,000 frames. */
export function projectOf(clips: readonly Clip[], values: Partial<Project> = {}): Project {
  return {
    ...emptyProject('Session', 48_000),
    tracks: [track('a'), track('b')],
    clips,
    buffers: ['tone', 'voice'].map((id) => ({
      id,
      name: `${id}.wav`,
      path: `/sounds/${id}.wav`,
      relativePath: null,
      content: null,
      usesCopy: false,
      channels: id === 'tone' ? 2 : 1,
      frames: 100_000,
      sourceSampleRate: 48_000,
      format: 'WAV',
    })),
    ...values,
  };
}

/** Asks for a whole sound of `projectOf` at once, as the Library does. */
export function listenTo(sourceId: string): ActionRequest {
  return {
    type: 'playBuffer',
    sourceId,
    offsetFrames: 0,
    lengthFrames: 100_000,
    startFrame: null,
    gain: 1,
    channels: null,
    belated: 'start',
  };
}

/** Puts tracks, buffers and clips of a project into a studio, as import and edits would. */
export async function fill(fake: FakeStudio, project: Project): Promise<void> {
  for (const { path: file, channels, frames } of project.buffers) {
    fake.native.files.set(file, { channels, frames, sampleRate: 48_000, format: 'WAV' });
  }
  const edits = [
    { kind: 'insertBuffers', buffers: project.buffers },
    { kind: 'insertTrackGroups', groups: project.trackGroups },
    {
      kind: 'insertTracks',
      tracks: project.tracks.map((each, index) => ({ index, track: each })),
    },
    { kind: 'insertTakes', takes: project.takes },
    { kind: 'insertClips', clips: project.clips },
    { kind: 'insertMarkers', markers: project.markers },
    {
      kind: 'patchProject',
      patch: {
        name: project.name,
        loop: project.loop,
        onDeviceLoss: project.onDeviceLoss,
        tempo: project.tempo,
        grid: project.grid,
        metronome: project.metronome,
        master: project.master,
      },
    },
  ] as const;
  const inserted = fake.studio.project.applyOwn({ kind: 'batch', edits });
  if (!inserted.ok) throw new Error(inserted.message);
  await fake.settle();
}
