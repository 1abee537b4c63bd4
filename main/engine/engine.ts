/**
 * The engine: the one open stream. Opens, starts and reopens it, and gives its status.
 * - Output only until an input is needed.
 * - Who plays is asked to end before the stream is closed, and not before it has to be.
 */
import type { ListedDevices, VirtualOptions } from '../../native/index.ts';
import type { ChannelCounts, DeviceChoice, StreamStatus } from '../../preload/engine.ts';
import { type Failure, failure, type Outcome, success } from '../../preload/outcome.ts';
import type { OnDeviceLoss } from '../../preload/project.ts';
import type { Frames, SampleRate } from '../../preload/units.ts';
import { activities } from '../activities.ts';
import { failureOf, openFailureOf } from '../failure-of.ts';
import type { Notices } from '../notices.ts';
import { Serial } from '../serial.ts';
import { closedStatus, noticeOf } from './closed-status.ts';
import { VIRTUAL_HOST_API } from './device-keys.ts';
import { DeviceSearch } from './device-search.ts';
import {
  awaitedChoice,
  awaitedName,
  type CommandLineChoice,
  findDevices,
  firstChoices,
  firstNotice,
} from './device-selection.ts';
import type { DeviceService } from './device-service.ts';
import {
  defaultInstead,
  equalsInList,
  findLost,
  type LossState,
  type LostDevice,
  lossWords,
} from './lost-device.ts';
import type { MixerStream, NativeMixer, SetUpStream } from './native-mixer.ts';
import {
  channelsOf,
  planStream,
  type StreamNeeds,
  type StreamPlan,
  widest,
} from './stream-plan.ts';
import { WorstLoad } from './worst-load.ts';

export interface EngineOptions {
  readonly native: NativeMixer;
  readonly devices: DeviceService;
  readonly notices: Notices;
  readonly sessionRate: () => SampleRate;
  readonly commandLine: CommandLineChoice;
  readonly virtual: VirtualOptions;
  /** A session without sounds takes the device's rate over; false = it has sounds. */
  readonly adoptRate: (rate: SampleRate) => boolean;
  /** Asks the system once for the microphone; false = denied. */
  readonly mayUseInput: () => Promise<boolean>;
  /** What the loss of a stream's device ended: players that had begun, or only waiting ones. */
  readonly lostWith: (streamNumber: number) => 'begun' | 'waiting' | null;
  readonly onDeviceLoss: () => OnDeviceLoss;
  /** What goes on, asked when a device is lost and who played knows. */
  readonly lossState: () => LossState;
}

interface OpenStream extends SetUpStream, StreamPlan {
  /** See `LostDevice`. */
  readonly equals: LostDevice['equals'];
}

interface RunningStream {
  readonly open: OpenStream;
  readonly status: StreamStatus;
}

const OUTPUT_ONLY: StreamNeeds = { inputChannels: 0, outputChannels: 2 };

export class Engine {
  readonly worstLoad = new WorstLoad();
  readonly #options: EngineOptions;
  readonly #serial = new Serial();
  #open: OpenStream | null = null;
  /** For a lost device; null = none is looked for. */
  #search: DeviceSearch | null = null;
  /** Why the lost device cannot be opened although it is there, as it was told; null = it was not. */
  #toldOfLost: string | null = null;
  #streamNumber = 0;
  #isInputChosen = false;
  /** Why the virtual device stands in; null after a device was chosen. */
  #standInNotice: string | null = null;
  #status: StreamStatus;
  readonly #statusListeners: ((status: StreamStatus) => void)[] = [];
  readonly #streamListeners: ((stream: MixerStream, streamNumber: number) => void)[] = [];
  readonly #lostListeners: (() => void)[] = [];

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#status = closedStatus(
      {
        hostApi: VIRTUAL_HOST_API,
        inputKey: null,
        outputKey: null,
        sampleRate: options.sessionRate(),
        blockSize: 0,
        latency: 'low',
      },
      null,
    );
  }

  get status(): StreamStatus {
    return this.#status;
  }

  /** The running stream; null when none is open or its device is lost. */
  get stream(): MixerStream | null {
    return this.#status.state === 'active' ? (this.#open?.stream ?? null) : null;
  }

  /** A lost device is looked for. */
  get isLooking(): boolean {
    return this.#search !== null;
  }

  /** Input plus output latency of the running stream, the driver's claim. */
  get roundTripFrames(): Frames {
    const { inputLatency, outputLatency, sampleRate } = this.#status;
    return Math.round(((inputLatency ?? 0) + (outputLatency ?? 0)) * sampleRate);
  }

  /** True while PortAudio's device list is frozen. */
  get holdsPortAudio(): boolean {
    return this.#open !== null && this.#open.choice.hostApi !== VIRTUAL_HOST_API;
  }

  /** Streams count on from those of earlier starts; none was opened yet. */
  countStreamsFrom(streamNumber: number): void {
    this.#streamNumber = streamNumber;
    this.#status = { ...this.#status, streamNumber };
  }

  onStatus(listener: (status: StreamStatus) => void): void {
    this.#statusListeners.push(listener);
  }

  /** A new stream runs. `streamNumber` counts up over all streams of this process. */
  onStream(listener: (stream: MixerStream, streamNumber: number) => void): void {
    this.#streamListeners.push(listener);
  }

  /** The device is gone; every action has ended. */
  onLost(listener: () => void): void {
    this.#lostListeners.push(listener);
  }

  /**
   * First opening: the command line's device, else the remembered, else the default, else virtual.
   * @param waits nothing stands in: the device is waited for as a lost one is
   */
  begin(remembered: DeviceChoice | null, waits = false): Promise<void> {
    return this.#serial.run(async () => {
      if (waits) return this.#beginWaiting(remembered);
      const { devices, commandLine, sessionRate, notices } = this.#options;
      const list = await devices.openable();
      const { choices, warnings } = firstChoices(list, commandLine, remembered, sessionRate());
      const all = new Set(warnings);
      for (const choice of choices) {
        const opened = await this.#openFirst(list, choice);
        if (opened.ok) {
          const notice = firstNotice(list, commandLine, choice.hostApi, [...all]);
          if (notice === '') return;
          if (choice.hostApi === VIRTUAL_HOST_API) this.#standInNotice = notice;
          this.#setStatus({ ...this.#status, notice });
          notices.warn(notice, 'stream');
          return;
        }
        all.add(opened.message);
      }
      const reasons = [...all].join(' ');
      const { choice, noticeCode } = this.#status;
      this.#setStatus({ ...closedStatus(choice, null), notice: reasons, noticeCode });
      notices.error(`No stream could be opened. ${reasons}`, noticeCode, 'stream');
    });
  }

  async #beginWaiting(remembered: DeviceChoice | null): Promise<void> {
    const { commandLine, notices, devices, sessionRate } = this.#options;
    const look = async (): Promise<Outcome<MixerStream>> => {
      const list = await devices.openable();
      const choice = awaitedChoice(list, commandLine, remembered, sessionRate());
      return choice.ok ? this.#openFirst(list, choice.value) : choice;
    };
    const lookingFor = awaitedName(commandLine, remembered);
    const notice = `RtMixer waits for ${lookingFor}, and plays when it is there. Connect it, or choose another device in Devices.`;
    this.#searchBy(async () => (await this.#lookAgain()) ?? look());
    this.#setStatus({ ...this.#status, state: 'dead', lookingFor });
    const first = await look().catch(failureOf);
    if (first.ok) return;
    this.#setStatus({ ...this.#status, notice, noticeCode: 'device-not-found' });
    notices.warn(notice, 'stream');
    if (first.code !== 'device-not-found') this.#tellOfLost(first);
  }

  /**
   * Opens another device; on failure the earlier one is opened again.
   * @param beforeClosing the running stream is about to be closed: what plays is ended now
   */
  apply(
    choice: DeviceChoice,
    beforeClosing: () => void = () => {},
  ): Promise<Outcome<StreamStatus>> {
    return this.#serial.run(async () => {
      const before = this.#running;
      this.#standInNotice = null;
      const needs = {
        inputChannels: choice.inputKey === null ? 0 : 1,
        outputChannels: choice.outputKey === null ? 0 : 2,
      };
      const opened = await this.#openChoice(choice, needs, beforeClosing);
      if (opened.ok) {
        this.#isInputChosen = choice.inputKey !== null;
        return success(this.#status);
      }
      if (before !== null) {
        const reopened = await this.#reopen(before, before.open.needs);
        if (reopened.ok) this.#setStatus({ ...this.#status, ...noticeOf(opened) });
      }
      return opened;
    });
  }

  /**
   * A running stream with at least these channels. Reopens the stream when it has to. Codes:
   * `channels-refused`, `no-input`, `input-denied`, and those of opening.
   * @param beforeClosing the running stream is about to be closed: what plays is ended now. Not
   *   called when the stream stays, or when it is refused before anything changes
   */
  require(needs: StreamNeeds, beforeClosing: () => void = () => {}): Promise<Outcome<MixerStream>> {
    return this.#serial.run(async () => {
      if (this.suffices(needs) && this.stream !== null) return success(this.stream);
      const before = this.#running;
      // What is open stays open: an armed track may use that input, or a sound those outputs.
      const kept = widest(needs, before?.open.needs ?? OUTPUT_ONLY);
      const opened = await this.#openChoice(this.#status.choice, kept, beforeClosing);
      if (opened.ok) return opened;
      if (before !== null && this.stream === null) await this.#reopen(before, before.open.needs);
      return opened;
    });
  }

  /** Closes the input, unless it was chosen in Devices. */
  releaseInput(): Promise<void> {
    return this.#serial.run(async () => {
      const before = this.#running;
      if (before === null || this.#isInputChosen) return;
      const { input, output, needs } = before.open;
      if (input === null || output === null) return;
      await this.#reopen(before, { ...needs, inputChannels: 0 });
    });
  }

  get #running(): RunningStream | null {
    return this.stream === null || this.#open === null
      ? null
      : { open: this.#open, status: this.#status };
  }

  /** The device of a stream that ran until now is opened again. Where it cannot be, it is lost: it was gone
   * before the heartbeat told it. */
  async #reopen(
    { open, status }: RunningStream,
    needs: StreamNeeds,
  ): Promise<Outcome<MixerStream>> {
    const reopened = await this.#openChoice(open.choice, needs);
    if (!reopened.ok) this.#lookFor({ ...open, needs }, status);
    return reopened;
  }

  /** True when the open stream has these channels, so that nothing needs to be reopened. */
  suffices(needs: StreamNeeds): boolean {
    return (
      this.#status.state === 'active' &&
      this.#status.inputChannels >= needs.inputChannels &&
      this.#status.outputChannels >= needs.outputChannels
    );
  }

  /** Looks for the lost device now, where one is looked for. */
  lookNow(): void {
    this.#search?.hurry();
  }

  /** Tells of another priority of the callback's thread: rtkit answered, or it was taken away. */
  poll(): void {
    const { stream } = this;
    if (stream === null) return;
    const { priority } = stream;
    const { priority: shown } = this.#status;
    if (JSON.stringify(priority) !== JSON.stringify(shown)) {
      this.#setStatus({ ...this.#status, priority });
    }
  }

  close(): Promise<void> {
    this.#endSearch();
    return this.#serial.run(async () => {
      await this.#closeStream();
      this.#setStatus(closedStatus(this.#status.choice, null));
    });
  }

  /** A device that refuses the rate of an empty session sets it. */
  async #openFirst(list: ListedDevices, choice: DeviceChoice): Promise<Outcome<MixerStream>> {
    const opened = await this.#openChoice(choice, OUTPUT_ONLY);
    if (opened.ok || opened.code !== 'rate-refused') return opened;
    const found = findDevices(list, choice);
    const rate = found.ok
      ? (found.value.output ?? found.value.input)?.defaultSampleRate
      : undefined;
    if (rate === undefined || !this.#options.adoptRate(rate)) return opened;
    return this.#openChoice({ ...choice, sampleRate: rate }, OUTPUT_ONLY);
  }

  async #openChoice(
    choice: DeviceChoice,
    needs: StreamNeeds,
    beforeClosing: () => void = () => {},
  ): Promise<Outcome<MixerStream>> {
    let planned = await this.#plan(choice, needs);
    const isUnknown = !planned.ok && planned.code === 'device-not-found';
    if (!planned.ok && !isUnknown) return planned;
    const isStale = isUnknown || this.#status.state === 'dead' || this.#changesHostApi(choice);
    if (this.stream !== null) beforeClosing();
    await this.#closeStream();
    if (isStale) {
      // Devices that came or went are only seen while no stream is open.
      const unseen = await this.#lookAgain();
      planned = await this.#plan(choice, needs);
      if (isNotFound(planned) && unseen !== null) planned = unseen;
    }
    if (!planned.ok) {
      this.#tellClosed(choice, planned);
      return planned;
    }
    const opened = await this.#openPlanned(planned.value);
    if (!opened.ok) this.#tellClosed(choice, opened);
    return opened;
  }

  async #openPlanned(plan: StreamPlan): Promise<Outcome<MixerStream>> {
    const leave = activities.enter('opening', null);
    try {
      const equals = equalsInList(await this.#options.devices.openable(), plan.choice);
      const setUp = await this.#options.native.openStream(plan.setup);
      const { stream } = setUp;
      stream.onDead(() => this.#lose(stream));
      await startOrClose(stream);
      this.#adopt({ ...setUp, ...plan, equals });
      return success(stream);
    } catch (error) {
      return openFailureOf(error);
    } finally {
      leave();
    }
  }

  /** While a lost device is looked for it stays lost, whatever cannot be opened. */
  #tellClosed(choice: DeviceChoice, reason: Failure): void {
    if (this.#search === null) this.#setStatus(closedStatus(choice, reason));
    else if (reason.code !== 'device-not-found') this.#tellOfLost(reason);
  }

  /** Makes the list of devices again, while no stream is open. Why it could not be made, and so tells
   * nothing of a device that is missing in it; null = it was. */
  async #lookAgain(): Promise<({ ok: false } & Failure) | null> {
    return this.#options.devices.refresh().then(
      () => null,
      (error: unknown) => failureOf(error),
    );
  }

  #changesHostApi(choice: DeviceChoice): boolean {
    return this.#open !== null && choice.hostApi !== this.#open.choice.hostApi;
  }

  /** Channels that the chosen devices have, open or not; 0 = no such device. */
  async available(): Promise<ChannelCounts> {
    const found = await this.reachable();
    return found.ok ? found.value : channelsOf(null, null);
  }

  /** The same, or why the chosen devices cannot be reached. */
  async reachable(): Promise<Outcome<ChannelCounts>> {
    const { devices } = this.#options;
    let found = findDevices(await devices.openable(), this.#status.choice);
    if (!found.ok && (this.stream === null || !this.holdsPortAudio)) {
      // It may have come back meanwhile.
      const unseen = await this.#lookAgain();
      found = findDevices(await devices.openable(), this.#status.choice);
      if (isNotFound(found) && unseen !== null) return unseen;
    }
    return found.ok ? success(channelsOf(found.value.input, found.value.output)) : found;
  }

  /** Channels of the devices that `begin` is going to try first; 0 = no such device. */
  async expected(remembered: DeviceChoice | null): Promise<ChannelCounts> {
    const { devices, commandLine, sessionRate } = this.#options;
    const list = await devices.openable();
    for (const choice of firstChoices(list, commandLine, remembered, sessionRate()).choices) {
      const found = findDevices(list, choice);
      if (found.ok) return channelsOf(found.value.input, found.value.output);
    }
    return channelsOf(null, null);
  }

  async #plan(choice: DeviceChoice, needs: StreamNeeds): Promise<Outcome<StreamPlan>> {
    const { devices, sessionRate, virtual, mayUseInput } = this.#options;
    const sampleRate = sessionRate();
    const planned = planStream(await devices.openable(), choice, needs, { sampleRate, virtual });
    if (!planned.ok || planned.value.input === null || (await mayUseInput())) return planned;
    return failure(
      'input-denied',
      'The system denies the microphone. Allow it for RtMixer in the privacy settings, then record again.',
    );
  }

  #adopt(opened: OpenStream): void {
    this.#endSearch();
    this.#open = opened;
    this.#streamNumber += 1;
    const { stream, choice, input, output, available, setup } = opened;
    this.#setStatus({
      state: 'active',
      streamNumber: this.#streamNumber,
      hostApi: choice.hostApi,
      inputDevice: input?.name ?? null,
      outputDevice: output?.name ?? null,
      available,
      inputChannels: setup.inputChannels,
      outputChannels: setup.outputChannels,
      sampleRate: stream.sampleRate,
      blockSize: stream.blockSize,
      inputLatency: input === null ? null : opened.inputLatency,
      outputLatency: output === null ? null : opened.outputLatency,
      reports: stream.reports,
      priority: stream.priority,
      choice,
      notice: choice.hostApi === VIRTUAL_HOST_API ? this.#standInNotice : null,
      noticeCode: null,
      lookingFor: null,
    });
    for (const listener of this.#streamListeners) listener(stream, this.#streamNumber);
  }

  #lose(stream: MixerStream): void {
    const open = this.#open;
    if (open?.stream === stream) this.#lookFor(open, this.#status);
  }

  /** @param status while it was open */
  #lookFor({ choice, needs, equals }: OpenStream, status: StreamStatus): void {
    const name = status.outputDevice ?? status.inputDevice ?? 'The device';
    const { lossState, lostWith, onDeviceLoss, notices } = this.#options;
    this.#searchBy(() => this.#lookForLost({ name, choice, needs, equals }));
    this.#setStatus({ ...status, state: 'dead', lookingFor: name });
    for (const listener of this.#lostListeners) listener();
    const begun = lostWith(this.#streamNumber);
    const notice = lossWords(name, { ...lossState(), onLoss: onDeviceLoss(), begun });
    this.#setStatus({ ...this.#status, notice, noticeCode: 'device-lost' });
    notices.error(notice, 'device-lost', 'stream');
  }

  #searchBy(look: () => Promise<Outcome<MixerStream>>): void {
    this.#toldOfLost = null;
    const lookOnce = async (): Promise<boolean> => {
      if (this.#search !== search) return true;
      const opened = await look().catch(failureOf);
      if (opened.ok) return true;
      if (opened.code !== 'device-not-found') this.#tellOfLost(opened);
      return false;
    };
    const search = new DeviceSearch(() => this.#serial.run(lookOnce));
    this.#search = search;
  }

  async #lookForLost(lost: LostDevice): Promise<Outcome<MixerStream>> {
    await this.#closeStream();
    const unseen = await this.#lookAgain();
    if (unseen !== null) return unseen;
    return this.#openFound(lost, this.#options.onDeviceLoss() === 'use-default');
  }

  async #openFound(lost: LostDevice, usesDefault: boolean): Promise<Outcome<MixerStream>> {
    const list = await this.#options.devices.openable();
    const found = findLost(list, lost);
    const instead = usesDefault && !found.ok ? defaultInstead(list, lost) : null;
    if (!found.ok && instead === null) return found;
    const choice = instead ?? lost.choice;
    const needs = instead === null ? lost.needs : OUTPUT_ONLY;
    const planned = await this.#plan(choice, needs);
    return planned.ok ? this.#openPlanned(planned.value) : planned;
  }

  /** Once for each reason: it is tried again and again. */
  #tellOfLost({ code, message }: Failure): void {
    if (this.#toldOfLost === message) return;
    this.#toldOfLost = message;
    const isWhole = code === 'channels-refused' || code === 'restart-needed';
    const { lookingFor } = this.#status;
    const notice = isWhole
      ? message
      : `${lookingFor} cannot be opened so far: ${message} RtMixer goes on trying.`;
    this.#setStatus({ ...this.#status, notice, noticeCode: code });
    this.#options.notices.error(notice, code, 'stream');
  }

  #endSearch(): void {
    this.#search?.end();
    this.#search = null;
  }

  async #closeStream(): Promise<void> {
    const open = this.#open;
    this.#open = null;
    if (open === null) return;
    const record = (error: unknown) => this.#options.notices.record('closing the stream', error);
    await open.stream.stop().catch(record);
    await open.stream.close().catch(record);
  }

  #setStatus(status: StreamStatus): void {
    this.#status = { ...status, streamNumber: this.#streamNumber };
    for (const listener of this.#statusListeners) listener(this.#status);
  }
}

/** A stream that does not start is closed, so that its device is free again. */
async function startOrClose(stream: MixerStream): Promise<void> {
  try {
    await stream.startAsync();
  } catch (error) {
    await stream.close().catch(() => undefined);
    throw error;
  }
}

function isNotFound(found: Outcome<unknown>): boolean {
  return !found.ok && found.code === 'device-not-found';
}
