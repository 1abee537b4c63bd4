/**
 * The engine: the one open stream. Chooses the device, opens, starts and reopens the stream, and
 * says what it does. Output only until an input is needed; never reopened under a playing
 * transport (who asks for more stops it first).
 */
import type { Device, ListedDevices, VirtualOptions } from '../../native/index.ts';
import type {
  ChannelCounts,
  DeviceChoice,
  ReportedFlags,
  StreamStatus,
} from '../../preload/engine.ts';
import { failure, type Outcome, success } from '../../preload/outcome.ts';
import type { Frames, SampleRate } from '../../preload/units.ts';
import { failureOf } from '../failure-of.ts';
import type { Notices } from '../notices.ts';
import { Serial } from '../serial.ts';
import { VIRTUAL_HOST_API } from './device-keys.ts';
import {
  type CommandLineChoice,
  commandLineChoice,
  defaultChoice,
  findDevices,
  virtualChoice,
} from './device-selection.ts';
import type { DeviceService } from './device-service.ts';
import type { MixerStream, NativeMixer, SetUpStream, StreamSetup } from './native-mixer.ts';
import { channelsOf, openChannels, refuseNeeds, type StreamNeeds, widest } from './stream-plan.ts';

const NO_FLAGS: ReportedFlags = {
  inputUnderflow: false,
  inputOverflow: false,
  outputUnderflow: false,
  outputOverflow: false,
};

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
}

interface OpenStream extends SetUpStream {
  readonly choice: DeviceChoice;
  readonly input: Device | null;
  readonly output: Device | null;
  readonly available: ChannelCounts;
  readonly needs: StreamNeeds;
}

const OUTPUT_ONLY: StreamNeeds = { inputChannels: 0, outputChannels: 2 };

const STAND_IN =
  'The virtual device stands in: everything works, but nothing is heard. Connect a device, then Rescan in Devices.';

export class Engine {
  readonly #options: EngineOptions;
  readonly #serial = new Serial();
  #open: OpenStream | null = null;
  #streamNumber = 0;
  #isInputChosen = false;
  /** Why the virtual device stands in; null once somebody chose a device. */
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

  /** Input plus output latency of the running stream, the driver's claim. */
  get roundTripFrames(): Frames {
    const { inputLatency, outputLatency, sampleRate } = this.#status;
    return Math.round(((inputLatency ?? 0) + (outputLatency ?? 0)) * sampleRate);
  }

  /** True while PortAudio's device list is frozen. */
  get holdsPortAudio(): boolean {
    return this.#open !== null && this.#open.choice.hostApi !== VIRTUAL_HOST_API;
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

  /** First opening: the command line's device, else the remembered, else the default, else virtual. */
  begin(remembered: DeviceChoice | null): Promise<void> {
    return this.#serial.run(async () => {
      const list = await this.#options.devices.openable();
      const rate = this.#options.sessionRate();
      const complaints: string[] = [];
      const asked = commandLineChoice(list, this.#options.commandLine, rate);
      if (asked !== null && !asked.ok) complaints.push(asked.message);
      const candidates = [
        asked?.ok === true ? asked.value : null,
        asked === null && remembered !== null ? { ...remembered, sampleRate: rate } : null,
        defaultChoice(list, rate),
        virtualChoice(list, rate),
      ];
      for (const choice of candidates) {
        if (choice === null) continue;
        const opened = await this.#openFirst(list, choice);
        if (opened.ok) {
          this.#announceBeginning(complaints, list);
          return;
        }
        if (!complaints.includes(opened.message)) complaints.push(opened.message);
      }
      this.#setStatus(closedStatus(this.#status.choice, complaints.join(' ')));
      this.#options.notices.error(`No stream could be opened. ${complaints.join(' ')}`);
    });
  }

  /** Opens another device; on failure the earlier one is opened again. */
  apply(choice: DeviceChoice): Promise<Outcome<StreamStatus>> {
    return this.#serial.run(async () => {
      const before = this.stream === null ? null : this.#open;
      this.#standInNotice = null;
      const needs = {
        inputChannels: choice.inputKey === null ? 0 : 1,
        outputChannels: choice.outputKey === null ? 0 : 2,
      };
      const opened = await this.#openChoice(choice, needs);
      if (opened.ok) {
        this.#isInputChosen = choice.inputKey !== null;
        return success(this.#status);
      }
      if (before !== null) {
        const reopened = await this.#openChoice(before.choice, before.needs);
        if (reopened.ok) this.#setStatus({ ...this.#status, notice: opened.message });
      }
      return opened;
    });
  }

  /**
   * A running stream with at least these channels. Reopens the stream when it has to: the caller
   * makes sure that nothing plays. Codes: `channels-refused`, `no-input`, `input-denied`, and those
   * of opening.
   */
  require(needs: StreamNeeds): Promise<Outcome<MixerStream>> {
    return this.#serial.run(async () => {
      if (this.suffices(needs) && this.stream !== null) return success(this.stream);
      const before = this.stream === null ? null : this.#open;
      // What is open stays open: somebody looks at that input, or plays on those outputs.
      const kept = widest(needs, before?.needs ?? OUTPUT_ONLY);
      const opened = await this.#openChoice(this.#status.choice, kept);
      if (opened.ok) return opened;
      if (before !== null && this.stream === null) {
        await this.#openChoice(before.choice, before.needs);
      }
      return opened;
    });
  }

  /** Nobody needs the input any more; it stays open where the person chose it in Devices. */
  releaseInput(): Promise<void> {
    return this.#serial.run(async () => {
      const open = this.#open;
      if (open === null || open.input === null || open.output === null) return;
      if (this.#isInputChosen || this.stream === null) return;
      await this.#openChoice(open.choice, { ...open.needs, inputChannels: 0 });
    });
  }

  /** True when the open stream has these channels, so that nothing needs to be reopened. */
  suffices(needs: StreamNeeds): boolean {
    return (
      this.#status.state === 'active' &&
      this.#status.inputChannels >= needs.inputChannels &&
      this.#status.outputChannels >= needs.outputChannels
    );
  }

  close(): Promise<void> {
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

  #announceBeginning(complaints: readonly string[], list: ListedDevices): void {
    const { notices } = this.#options;
    const isVirtual = this.#status.hostApi === VIRTUAL_HOST_API;
    const hasCard = list.devices.some(
      ({ hostApi, maxOutputChannels }) => hostApi !== VIRTUAL_HOST_API && maxOutputChannels > 0,
    );
    const wasAsked = this.#options.commandLine.hostApi !== null && complaints.length === 0;
    const isWished = wasAsked || (hasCard && complaints.length === 0);
    const fallback = hasCard ? STAND_IN : `No sound device was found. ${STAND_IN}`;
    const notice = [...complaints, ...(isVirtual && !isWished ? [fallback] : [])].join(' ');
    if (notice === '') return;
    if (isVirtual) this.#standInNotice = notice;
    this.#setStatus({ ...this.#status, notice });
    notices.warn(notice);
  }

  async #openChoice(choice: DeviceChoice, needs: StreamNeeds): Promise<Outcome<MixerStream>> {
    let planned = await this.#plan(choice, needs);
    const isUnknown = !planned.ok && planned.code === 'device-not-found';
    if (!planned.ok && !isUnknown) return planned;
    const isStale = isUnknown || this.#status.state === 'dead' || this.#changesHostApi(choice);
    await this.#closeStream();
    if (isStale) {
      // What came and went since the last look is only seen while no stream is open.
      await this.#options.devices.refresh().catch(() => undefined);
      planned = await this.#plan(choice, needs);
    }
    if (!planned.ok) {
      this.#setStatus(closedStatus(choice, planned.message));
      return planned;
    }
    const { options, ...devices } = planned.value;
    try {
      const setUp = await this.#options.native.openStream(options);
      const { stream } = setUp;
      stream.onDead(() => this.#lose(stream));
      await startOrClose(stream);
      this.#adopt({ ...setUp, choice, needs, ...devices }, options);
      return success(stream);
    } catch (error) {
      const { code, message } = failureOf(error);
      this.#setStatus(closedStatus(choice, message));
      return failure(code, message);
    }
  }

  #changesHostApi(choice: DeviceChoice): boolean {
    return this.#open !== null && choice.hostApi !== this.#open.choice.hostApi;
  }

  /** Channels that the chosen devices have, open or not; 0 = no such device. */
  async available(): Promise<ChannelCounts> {
    const found = findDevices(await this.#options.devices.openable(), this.#status.choice);
    return found.ok ? channelsOf(found.value.input, found.value.output) : channelsOf(null, null);
  }

  async #plan(
    choice: DeviceChoice,
    needs: StreamNeeds,
  ): Promise<
    Outcome<{
      input: Device | null;
      output: Device | null;
      available: ChannelCounts;
      options: StreamSetup;
    }>
  > {
    const found = findDevices(await this.#options.devices.openable(), choice);
    if (!found.ok) return found;
    const output = found.value.output;
    const input = needs.inputChannels > 0 || output === null ? found.value.input : null;
    const refusal = refuseNeeds(needs, input, output);
    if (refusal !== null) return { ok: false, ...refusal };
    if (input !== null && !(await this.#options.mayUseInput())) {
      return failure(
        'input-denied',
        'The system denies the microphone. Allow it for RtMixer in the privacy settings, then record again.',
      );
    }
    const options: StreamSetup = {
      hostApi: choice.hostApi,
      inputIndex: input?.index ?? null,
      outputIndex: output?.index ?? null,
      inputChannels: openChannels(needs.inputChannels, input?.maxInputChannels ?? 0),
      outputChannels: openChannels(needs.outputChannels, output?.maxOutputChannels ?? 0),
      sampleRate: this.#options.sessionRate(),
      blockSize: choice.blockSize,
      latency: choice.latency,
      virtual: this.#options.virtual,
    };
    const available = channelsOf(found.value.input, output);
    return success({ input, output, available, options });
  }

  #adopt(opened: OpenStream, options: StreamSetup): void {
    this.#open = opened;
    this.#streamNumber += 1;
    const { stream, choice, input, output, available } = opened;
    this.#setStatus({
      state: 'active',
      streamNumber: this.#streamNumber,
      hostApi: choice.hostApi,
      inputDevice: input?.name ?? null,
      outputDevice: output?.name ?? null,
      available,
      inputChannels: options.inputChannels,
      outputChannels: options.outputChannels,
      sampleRate: stream.sampleRate,
      blockSize: stream.blockSize,
      inputLatency: input === null ? null : opened.inputLatency,
      outputLatency: output === null ? null : opened.outputLatency,
      reports: stream.reports,
      choice,
      notice: choice.hostApi === VIRTUAL_HOST_API ? this.#standInNotice : null,
    });
    for (const listener of this.#streamListeners) listener(stream, this.#streamNumber);
  }

  #lose(stream: MixerStream): void {
    if (this.#open?.stream !== stream) return;
    const name = this.#status.outputDevice ?? this.#status.inputDevice ?? 'The device';
    const notice = `${name} stopped answering. What it played has ended as device-lost. Reconnect it and press Play, or choose another device in Devices.`;
    this.#setStatus({ ...this.#status, state: 'dead', notice });
    this.#options.notices.error(notice);
    for (const listener of this.#lostListeners) listener();
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

/** A stream that does not start would go on holding its device. */
async function startOrClose(stream: MixerStream): Promise<void> {
  try {
    await stream.startAsync();
  } catch (error) {
    await stream.close().catch(() => undefined);
    throw error;
  }
}

function closedStatus(choice: DeviceChoice, notice: string | null): StreamStatus {
  return {
    state: 'closed',
    streamNumber: 0,
    hostApi: choice.hostApi,
    inputDevice: null,
    outputDevice: null,
    available: channelsOf(null, null),
    inputChannels: 0,
    outputChannels: 0,
    sampleRate: choice.sampleRate,
    blockSize: choice.blockSize,
    inputLatency: null,
    outputLatency: null,
    reports: NO_FLAGS,
    choice,
    notice,
  };
}
