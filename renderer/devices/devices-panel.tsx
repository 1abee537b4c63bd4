/** The Devices tab: device, rate, block size and latency of the stream. */
import { TriangleAlert } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import type { DeviceChoice, DeviceInfo, DeviceList, StreamStatus } from '../../preload/engine.ts';
import { deviceText } from '../engine-strip/engine-strip.tsx';
import { NoticeActionButton } from '../notices/notice-action.tsx';
import { bridge } from '../store/bridge.ts';
import { useMirror } from '../store/mirror-store.ts';
import { notify, useNotices, valueOrNotice } from '../store/notices.ts';
import { figure } from '../ui/figures.ts';
import { millisecondText } from '../ui/time-text.ts';
import {
  BLOCK_SIZES,
  choiceForHostApi,
  devicesOf,
  LATENCIES,
  latencyFromText,
  latencyText,
  SAMPLE_RATES,
  withValue,
} from './device-options.ts';
import { prioritySentence } from './priority-text.ts';

export function DevicesPanel() {
  const stream = useMirror((mirror) => mirror.stream);
  const [list, setList] = useState<DeviceList | null>(null);
  const [draft, setDraft] = useState<DeviceChoice | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const choice = draft ?? stream.choice;
  const scan = async (rescan: boolean) => {
    setIsBusy(true);
    const found = valueOrNotice(await bridge().devices({ rescan }));
    setIsBusy(false);
    if (found !== null) setList(found);
  };
  const apply = async () => {
    setIsBusy(true);
    const status = valueOrNotice(await bridge().applyDevice(choice));
    setIsBusy(false);
    if (status === null) return;
    setDraft(null);
    notify('info', `The stream is on ${deviceText(status)} now.`);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the tab is opened.
  useEffect(() => void scan(false), []);
  return (
    <div className="devices-panel">
      <form
        className="device-form"
        aria-label="Devices"
        onSubmit={(event) => {
          event.preventDefault();
          void apply();
        }}
      >
        <DeviceFields list={list} choice={choice} onChange={setDraft} />
        <div className="device-buttons">
          <button type="submit" className="button button-primary" disabled={isBusy}>
            Apply
          </button>
          <button
            type="button"
            className="button"
            disabled={isBusy}
            onClick={() => void scan(true)}
          >
            Rescan
          </button>
          {draft !== null && <span className="dim">Not applied yet</span>}
        </div>
      </form>
      <StreamFacts />
    </div>
  );
}

interface DeviceFieldsProps {
  readonly list: DeviceList | null;
  readonly choice: DeviceChoice;
  readonly onChange: (choice: DeviceChoice) => void;
}

function DeviceFields({ list, choice, onChange }: DeviceFieldsProps) {
  const hostApis = list?.hostApis.map(({ name }) => name) ?? [];
  return (
    <>
      <SelectField
        label="Host API"
        value={choice.hostApi}
        options={withValue(hostApis, choice.hostApi).map((name) => ({ value: name, text: name }))}
        onChange={(hostApi) => onChange(choiceForHostApi(list, choice, hostApi))}
      />
      <DeviceField
        label="Input"
        devices={devicesOf(list, choice.hostApi, 'input')}
        value={choice.inputKey}
        onChange={(inputKey) => onChange({ ...choice, inputKey })}
      />
      <DeviceField
        label="Output"
        devices={devicesOf(list, choice.hostApi, 'output')}
        value={choice.outputKey}
        onChange={(outputKey) => onChange({ ...choice, outputKey })}
      />
      <SelectField
        label="Sample rate"
        value={String(choice.sampleRate)}
        options={withValue(SAMPLE_RATES, choice.sampleRate).map((rate) => ({
          value: String(rate),
          text: `${figure(rate)} Hz`,
        }))}
        onChange={(rate) => onChange({ ...choice, sampleRate: Number(rate) })}
      />
      <SelectField
        label="Block size"
        value={String(choice.blockSize)}
        options={withValue(BLOCK_SIZES, choice.blockSize).map((size) => ({
          value: String(size),
          text: size === 0 ? 'chosen by the driver' : `${figure(size)} frames`,
        }))}
        onChange={(size) => onChange({ ...choice, blockSize: Number(size) })}
      />
      <SelectField
        label="Latency"
        value={String(choice.latency)}
        options={withValue(LATENCIES, choice.latency).map((latency) => ({
          value: String(latency),
          text: latencyText(latency),
        }))}
        onChange={(latency) => onChange({ ...choice, latency: latencyFromText(latency) })}
      />
    </>
  );
}

interface SelectFieldProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly text: string }[];
  readonly onChange: (value: string) => void;
}

function SelectField({ label, value, options, onChange }: SelectFieldProps) {
  return (
    <label className="device-field">
      <span className="dim">{label}</span>
      <select
        className="field"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
    </label>
  );
}

interface DeviceFieldProps {
  readonly label: 'Input' | 'Output';
  readonly devices: readonly DeviceInfo[];
  readonly value: string | null;
  readonly onChange: (key: string | null) => void;
}

function DeviceField({ label, devices, value, onChange }: DeviceFieldProps) {
  const isMissing = value !== null && !devices.some((device) => device.key === value);
  const options = [
    { value: '', text: 'none' },
    ...devices.map((device) => ({ value: device.key, text: channelledName(device, label) })),
    ...(isMissing ? [{ value, text: 'not connected' }] : []),
  ];
  return (
    <SelectField
      label={label}
      value={value ?? ''}
      options={options}
      onChange={(key) => onChange(key === '' ? null : key)}
    />
  );
}

function channelledName(device: DeviceInfo, direction: 'Input' | 'Output'): string {
  const channels = direction === 'Input' ? device.maxInputChannels : device.maxOutputChannels;
  return `${device.name} (${channels} ch)`;
}

/** The stream as it was opened, beside the settings. */
function StreamFacts() {
  const stream = useMirror((mirror) => mirror.stream);
  const noticeId = useId();
  // What is told in the notices is not told here once more.
  const isTold = useNotices(({ shown }) => shown.some(({ lasting }) => lasting?.key === 'stream'));
  return (
    <div className="device-facts">
      <h2 className="section-title">As opened</h2>
      <Fact name="Device">{deviceText(stream)}</Fact>
      <Fact name="Input">
        {stream.inputDevice === null
          ? closedInputText(stream)
          : `${stream.inputDevice}, ${stream.inputChannels} ch`}
      </Fact>
      <Fact name="Output">
        {stream.outputDevice === null
          ? 'none'
          : `${stream.outputDevice}, ${stream.outputChannels} ch`}
      </Fact>
      <Fact name="Rate">{figure(stream.sampleRate)} Hz</Fact>
      <Fact name="Latency" wraps>
        {millisecondText(stream.inputLatency)} in, {millisecondText(stream.outputLatency)} out,
        claimed by the driver
      </Fact>
      <Fact name="Callback" wraps>
        {prioritySentence(stream)}
      </Fact>
      {stream.notice !== null && !isTold && (
        <>
          <p className="device-notice" id={noticeId}>
            <TriangleAlert className="notice-mark" size={14} aria-hidden /> {stream.notice}
          </p>
          <NoticeActionButton code={stream.noticeCode} describedBy={noticeId} />
        </>
      )}
    </div>
  );
}

/** Of an input that is not open. */
export function closedInputText({ state, choice, available }: StreamStatus): string {
  if (choice.inputKey === null) return 'none';
  if (state !== 'active') return 'not open';
  return available.inputChannels === 0 ? 'not connected' : 'opens when a track is armed';
}

interface FactProps {
  readonly name: string;
  /** The whole value is shown, in several lines if need be. */
  readonly wraps?: boolean;
  readonly children: React.ReactNode;
}

function Fact({ name, wraps = false, children }: FactProps) {
  return (
    <div className={wraps ? 'property property-wraps' : 'property'}>
      <span className="property-name">{name}</span>
      <span className="property-value">{children}</span>
    </div>
  );
}
