/** RtMixer's native part as a typed library: sound at exact frames, and an account of every action.
 * Runs under plain Node, in scripts and in the application's main process. */
export {
  type ActionState,
  type ActionType,
  actionTypes,
  type Outcome,
  outcomes,
  type Stats,
  type StreamStats,
} from './library/account.ts';
export { Action } from './library/action.ts';
export { ActionList } from './library/action-list.ts';
export { setAddonPath } from './library/addon.ts';
export type { Peaks, ReportedFlags } from './library/addon-interface.ts';
export { Bus } from './library/bus.ts';
export {
  type CheckedOptions,
  checkInputSettings,
  checkOutputSettings,
} from './library/check-settings.ts';
export type { Column, PlayBufferColumns } from './library/columns.ts';
export { type DefaultHostApiOptions, type DefaultPair, defaults } from './library/defaults.ts';
export {
  type Device,
  type DeviceList,
  defaultDevices,
  devices,
  type HostApi,
  type HostApiType,
  hostApis,
  listDevices,
  listDevicesAsync,
  portAudioVersion,
  queryDevice,
  queryHostApi,
  refreshDevices,
} from './library/devices.ts';
export { DiskReader } from './library/disk-reader.ts';
export { type Failure, type FailureCode, failureCodes, RtMixerError } from './library/failure.ts';
export type {
  AlsaOptions,
  CoreAudioOptions,
  HostApiOptions,
  JackOptions,
  WasapiOptions,
} from './library/host-api-options.ts';
export type { Levels, MixerLevels } from './library/levels.ts';
export {
  Media,
  type MediaOptions,
  type MediaStatus,
  openMedia,
  type ResampleQuality,
} from './library/media.ts';
export { Mixer, MixerAndRecorder, Recorder } from './library/mixer.ts';
export { OfflineMixer, type OfflineMixerOptions } from './library/offline-mixer.ts';
export type { OneOrPair } from './library/one-or-pair.ts';
export type {
  ActionRequest,
  After,
  AllowBelated,
  CancelOptions,
  Channels,
  CommandOptions,
  Fade,
  FadeCurve,
  GroupOptions,
  Loop,
  OnStarve,
  Playable,
  PlayBufferOptions,
  PlayRingBufferOptions,
  Recordable,
  RecordBufferOptions,
  RecordRingBufferOptions,
  SetBusOptions,
  SetGainOptions,
  Start,
} from './library/request.ts';
export { RingBuffer } from './library/ring-buffer.ts';
export {
  PlaybackStream,
  type PlaybackStreamOptions,
  RecordingStream,
  type RecordingStreamOptions,
  type RingPlayer,
  type RingRecorder,
} from './library/ring-streams.ts';
export { SampleBuffer } from './library/sample-buffer.ts';
export {
  type DecodeOptions,
  decodeFile,
  probeFile,
  type SoundFileInfo,
} from './library/sound-file.ts';
export type { StreamState } from './library/stream.ts';
export type { DeviceChoice, Latency } from './library/stream-choices.ts';
export type {
  StreamOptions,
  VirtualFault,
  VirtualOptions,
} from './library/stream-options.ts';
export {
  recoverTake,
  type TakeOptions,
  type TakeStatus,
  TakeWriter,
} from './library/take-writer.ts';
