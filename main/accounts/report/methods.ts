/**
 * The Methods paragraph of a run, and what is known of its times. Precision (how well the frames asked for
 * were met, by the driver's clock) and accuracy (when it was heard, which nobody measured) are told apart.
 */
import { dropoutCount } from '../../../preload/dropouts.ts';
import type { ErrorHistogram, ReportModel } from '../../../preload/report.ts';
import type { RunAccount, RunDevice } from '../../../preload/run.ts';
import { counted, groupedFigure, type Seconds } from '../../../preload/units.ts';
import { beganOnTime } from './errors.ts';
import type { JudgedRun } from './judged.ts';
import { noneReported, notHeardText } from './sentence.ts';
import { listed, rateText, shortTime, signedTime } from './words.ts';

/** The widest bound of the run's streams; null = of one it is not known. */
function clockBound({ streams, streamEnds }: RunAccount): Seconds | null {
  const bounds = streamEnds.map(({ clockBoundSeconds }) => clockBoundSeconds);
  const known = bounds.filter((bound) => bound !== null);
  // A stream that was cut off with the program has no end.
  const count = Math.max(bounds.length, streams.length);
  return known.length === 0 || known.length < count ? null : Math.max(...known);
}

export function clockOf(account: RunAccount): ReportModel['clock'] {
  const boundSeconds = clockBound(account);
  const text =
    boundSeconds === null
      ? 'Errors in seconds are by the driver’s clock; how far it may be wrong is not known.'
      : `Errors in seconds are by the driver’s clock, whose map is right within ±${shortTime(boundSeconds)}.`;
  return { boundSeconds, text };
}

export function latencyOf({ header, dropouts, streams }: RunAccount): ReportModel['latency'] {
  const { device } = header;
  const { inputLatency, outputLatency, latencySource } = device;
  const known = [outputLatency, inputLatency].filter((latency) => latency !== null);
  const seconds = known.length === 0 ? null : known.reduce((sum, latency) => sum + latency, 0);
  if (seconds === null) {
    return { seconds, boundSeconds: null, source: latencySource, text: 'No direction was open.' };
  }
  const parts = latencyParts(device);
  const whose =
    latencySource === 'driver'
      ? `Claimed by the driver of ${device.hostApi} (${parts}), never measured.`
      : `Measured (${parts}).`;
  const doubts = [
    ...(latencySource === 'measured' && dropouts.length > 0
      ? [`To check: ${counted(dropoutCount(dropouts), 'dropout')} since then.`]
      : []),
    ...(streams.length > 1
      ? ['The stream was opened again in this run, which may change it.']
      : []),
  ];
  return { seconds, boundSeconds: null, source: latencySource, text: [whose, ...doubts].join(' ') };
}

function latencyParts({ inputLatency, outputLatency }: RunDevice): string {
  const parts = [
    ...(outputLatency === null ? [] : [`output ${milliseconds(outputLatency)}`]),
    ...(inputLatency === null ? [] : [`input ${milliseconds(inputLatency)}`]),
  ];
  return listed(parts);
}

function milliseconds(seconds: Seconds): string {
  return `${(seconds * 1_000).toFixed(3)} ms`;
}

export function methodsText(run: JudgedRun, errors: ErrorHistogram): string {
  const sentences = [
    setupSentence(run),
    outcomeSentence(run, errors),
    ...precisionSentences(run, errors),
    ...accuracySentences(run),
    lossSentence(run),
    ...soundSentences(run),
  ];
  return sentences.join(' ');
}

/** `RtMixer 0.1.0 (PortAudio 19.7.0)`. Builds and revisions are left to the report's data. */
function programText({ header }: RunAccount): string {
  // Some parts say their name in their version.
  const [own, ...others] = header.versions
    .filter(({ name }) => name !== 'Build')
    .map(({ name, version }) => {
      const [short = ''] = version.split(',');
      const isNamed = short.toLowerCase().startsWith(name.toLowerCase());
      return `${name} ${isNamed ? short.slice(name.length).replace(/^[\s-]+/, '') : short}`;
    });
  if (own === undefined) return 'RtMixer';
  return others.length === 0 ? own : `${own} (${others.join(', ')})`;
}

function setupSentence({ account, actions }: JudgedRun): string {
  const { device } = account.header;
  const heard = notHeardText(account);
  const block =
    device.blockSize === 0
      ? 'the driver’s block size'
      : `blocks of ${counted(device.blockSize, 'frame')}`;
  const outputs = [
    ...new Set(actions.filter((one) => !one.isTake).flatMap(({ row }) => row.channels)),
  ].sort((one, other) => one - other);
  const where =
    outputs.length === 0 || outputs.length > 16
      ? ''
      : ` on ${outputs.length === 1 ? 'output' : 'outputs'} ${listed(outputs.map(String))}`;
  const through =
    account.header.audible === 'offline'
      ? `rendered offline by ${programText(account)}`
      : `played by ${programText(account)} through ${device.hostApi} (${device.outputDevice ?? device.inputDevice ?? 'no device'})`;
  const warning = heard === null ? '' : `${heard} `;
  return `${warning}Sounds were ${through} at ${rateText(device.sampleRate)} with ${block}${where}.`;
}

function outcomeSentence({ account, actions, summary }: JudgedRun, errors: ErrorHistogram): string {
  const half = `half a frame (${shortTime(errors.halfFrame)})`;
  const began = actions.filter(beganOnTime).length;
  const verb = account.header.audible === 'offline' ? 'were placed' : 'began';
  const others = [
    [summary.late, 'began late'],
    [summary.skipped, 'began late and skipped what was missed'],
    [summary.dropped, 'came too late and did not play'],
    [summary.deviceLost, 'ended with the device'],
    [summary.ranDry, 'ran out of samples'],
    [summary.cannotPlay, 'could not be played'],
    [summary.muted, 'could not be heard (muted)'],
    [summary.edited + summary.stopped + summary.cancelled, 'ended early by a person'],
    [summary.notBegun, 'ended before they began'],
    [summary.recorded + summary.recordedWithDropouts + summary.endedEarly, 'recorded'],
  ] as const;
  const told = others
    .filter(([count]) => count > 0)
    .map(([count, words]) => `${groupedFigure(count)} ${words}`);
  const rest = told.length === 0 ? '' : `; ${listed(told)}`;
  return `Of ${counted(actions.length, 'scheduled action')}, ${groupedFigure(began)} ${verb} within ${half} of the time asked for, by the stream’s frame clock${rest}.`;
}

function precisionSentences({ account, actions }: JudgedRun, errors: ErrorHistogram): string[] {
  const { mean, standardDeviation, largest, count } = errors;
  if (account.header.audible === 'offline') return [];
  if (mean === null || standardDeviation === null || largest === null) {
    return actions.some(beganOnTime)
      ? ['The driver told no times, so precision is known to the frame only.']
      : [];
  }
  const bound = clockBound(account);
  const map =
    bound === null
      ? 'how far that clock’s map may be wrong is not known'
      : `that clock’s map is right within ±${shortTime(bound)}`;
  return [
    `Precision: by the driver’s clock the starts on time differed from the times asked for by ${signedTime(mean)} on average (SD ${shortTime(standardDeviation)}, largest ${shortTime(largest)}, n = ${groupedFigure(count)}); ${map}.`,
  ];
}

function accuracySentences({ account }: JudgedRun): string[] {
  const { audible, device } = account.header;
  if (audible !== 'device') return [];
  const parts = latencyParts(device);
  if (device.latencySource === 'measured') {
    return [`Accuracy: latency was measured (${parts}) and is the same for all of them.`];
  }
  const claim = parts === '' ? '' : `; the driver claims ${parts}`;
  return [
    `Accuracy: the constant delay between the driver’s clock and the sound in the air was not measured${claim}.`,
  ];
}

function lossSentence({ account }: JudgedRun): string {
  const { dropouts, outages, header } = account;
  if (header.audible === 'offline') return 'Offline no dropout can occur.';
  const at = (direction: string) =>
    dropoutCount(dropouts.filter((one) => one.direction === direction));
  const places = [
    [at('output'), 'at output'],
    [at('input'), 'at input'],
    [at('both'), 'at both'],
  ] as const;
  const told = places.filter(([count]) => count > 0).map(([count, where]) => `${count} ${where}`);
  const lost =
    dropouts.length === 0
      ? `There was ${noneReported(header.device)}.`
      : `${counted(dropoutCount(dropouts), 'dropout')} occurred (${told.join(', ')}).`;
  if (outages.length === 0) return lost;
  return `${lost} Outages of the device: ${groupedFigure(outages.length)}.`;
}

/** Of what was played; hashes are of whole files. */
function soundSentences({ account, actions }: JudgedRun): string[] {
  const played = new Set(actions.map(({ row }) => row.sourceId));
  const sounds = account.sounds.filter(({ sourceId }) => played.has(sourceId));
  if (sounds.length === 0) return [];
  const known = sounds.filter(({ hash }) => hash !== null).length;
  const files = counted(sounds.length, 'sound file');
  return [`SHA-256 is given in the report’s data for ${groupedFigure(known)} of ${files}.`];
}
