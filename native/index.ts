/** RtMixer's native part as a typed library: sound at exact frames, and an account of every action.
 * Runs under plain Node, in scripts and in the application's main process. */
export type {
  Stats,
  StreamStats,
} from './library/actions/account.ts';
export { Action } from './library/actions/action.ts';
export { ActionList } from './library/actions/action-list.ts';
export type { RecordedLoss } from './library/actions/recorded-loss.ts';
export { setAddonPath } from './library/addon.ts';
export type { HostApiFlags, Peaks, SoundFileInfo } from './library/addon-interface.ts';
export {
  type FailureCode,
  failureCodes,
  type MixerFailure,
  RtMixerError,
} from './library/failure.ts';
export {
  type Conversion,
  type ConvertOptions,
  convertFile,
  findConverter,
} from './library/files/convert-file.ts';
export { DiskReader } from './library/files/disk-reader.ts';
export { FileLock } from './library/files/file-lock.ts';
export {
  type DecodeStatus,
  type DiskReaderOptions,
  Media,
  type MediaOptions,
  openMedia,
} from './library/files/media.ts';
export {
  type DecodeOptions,
  decodeFile,
  type ProbeFileOptions,
  probeFile,
  soundFileVersion,
} from './library/files/sound-file.ts';
export {
  type CueOptions,
  type CuePoint,
  recoverTake,
  type TakeOptions,
  type TakeStatus,
  TakeWriter,
} from './library/files/take-writer.ts';
export { PlaybackStream, type PlaybackStreamOptions } from './library/memory/playback-stream.ts';
export { RecordingStream, type RecordingStreamOptions } from './library/memory/recording-stream.ts';
export { RingBuffer } from './library/memory/ring-buffer.ts';
export { SampleBuffer } from './library/memory/sample-buffer.ts';
export type { RingPlayer, RingRecorder } from './library/memory/stream-ring.ts';
export {
  type AccountOutcome,
  type AccountState,
  type AccountType,
  actionTypes,
  type CallbackPriority,
  type HostApiType,
  outcomes,
  type PriorityReason,
  type ResampleQuality,
  type StreamState,
} from './library/names.ts';
export {
  type DefaultHostApiOptions,
  type DefaultPair,
  defaults,
} from './library/options/defaults.ts';
export {
  type Device,
  defaultDevices,
  devices,
  type HostApi,
  hostApis,
  type ListedDevices,
  listDevices,
  listDevicesAsync,
  portAudioVersion,
  queryDevice,
  queryHostApi,
  refreshDevices,
  refreshDevicesAsync,
} from './library/options/devices.ts';
export type {
  AlsaOptions,
  CoreAudioOptions,
  HostApiOptions,
  JackOptions,
  WasapiOptions,
} from './library/options/host-api-options.ts';
export type { DeviceSpecifier, Latency, OneOrPair } from './library/options/option-values.ts';
export { type RandomLossOptions, randomLosses } from './library/options/random-losses.ts';
export {
  type CheckedOptions,
  checkInputSettings,
  checkOutputSettings,
} from './library/options/resolve-options.ts';
export type {
  StreamOptions,
  VirtualFault,
  VirtualOptions,
} from './library/options/stream-options.ts';
export type { Column, PlayBufferColumns } from './library/requests/columns.ts';
export type {
  After,
  AllowBelated,
  CancelOptions,
  ChannelMatrixEntry,
  Channels,
  CommandOptions,
  Fade,
  FadeCurve,
  GainLinePoint,
  GroupOptions,
  Loop,
  MixerRequest,
  OnLoss,
  OnStarve,
  Playable,
  PlayBufferOptions,
  PlayRingBufferOptions,
  Recordable,
  RecordBufferOptions,
  RecordRingBufferOptions,
  SetBusOptions,
  SetGainOptions,
  SoundPiece,
  Start,
} from './library/requests/request.ts';
export { Bus } from './library/streams/bus.ts';
export type { BusOptions } from './library/streams/bus-options.ts';
export type { ClockReading } from './library/streams/clock-reading.ts';
export type { StreamBlock, StreamDropout } from './library/streams/dropout.ts';
export { Mixer, MixerAndRecorder, Recorder } from './library/streams/mixer.ts';
export { OfflineMixer, type OfflineMixerOptions } from './library/streams/offline-mixer.ts';
export type { Levels, MixerLevels } from './library/streams/scheduler.ts';
