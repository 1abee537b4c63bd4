/** What a run's header says of the session and of the stream. Pure. */
import type { StreamStatus } from '../../../preload/engine.ts';
import type { Project } from '../../../preload/project.ts';
import type { RunDevice, RunSound, RunTrack } from '../../../preload/run.ts';
import type { Audible } from '../../../preload/verdict.ts';
import { VIRTUAL_HOST_API } from '../../engine/device-keys.ts';

export function runDevice(status: StreamStatus): RunDevice {
  const { hostApi, inputDevice, outputDevice, inputChannels, outputChannels } = status;
  const { sampleRate, blockSize, inputLatency, outputLatency, reports } = status;
  return {
    hostApi,
    inputDevice,
    outputDevice,
    inputChannels,
    outputChannels,
    sampleRate,
    blockSize,
    inputLatency,
    outputLatency,
    latencySource: 'driver',
    reports,
  };
}

export function audibleBy({ state, hostApi, outputDevice }: StreamStatus): Audible {
  if (state !== 'active') return 'none';
  if (hostApi === VIRTUAL_HOST_API) return 'virtual';
  return outputDevice === null ? 'none' : 'device';
}

export function runTracks({ tracks }: Project): readonly RunTrack[] {
  return tracks.map(({ id, name, outputChannels }) => ({ trackId: id, name, outputChannels }));
}

/** Those of all clips. */
export function runSounds(project: Project): readonly RunSound[] {
  const used = new Set(project.clips.map(({ sourceId }) => sourceId));
  return [...buffersOf(project, used), ...takesOf(project, used)];
}

export function buffersOf(
  { buffers }: Pick<Project, 'buffers'>,
  used: ReadonlySet<string>,
): readonly RunSound[] {
  return buffers
    .filter(({ id }) => used.has(id))
    .map(({ id, name, channels, frames, sourceSampleRate, content, path }) => ({
      sourceId: id,
      name,
      channels,
      frames,
      sampleRate: sourceSampleRate,
      hash: content?.hash ?? null,
      path,
    }));
}

function takesOf(
  { takes, sampleRate }: Pick<Project, 'takes' | 'sampleRate'>,
  used: ReadonlySet<string>,
): readonly RunSound[] {
  return takes
    .filter(({ id }) => used.has(id))
    .map(({ id, name, channels, frames }) => ({
      sourceId: id,
      name,
      channels,
      frames,
      sampleRate,
      hash: null,
      path: null,
    }));
}
