/** What a dropout was, in the words of list, ruler, foot and speech. Pure. */
import {
  ACTIVITY_WORDS,
  DIRECTION_WORDS,
  type Dropout,
  dropoutCount,
  isChosenBy,
} from '../../preload/dropouts.ts';
import type { ReportedFlags } from '../../preload/engine.ts';
import { counted } from '../../preload/units.ts';
import { DASH, figure, NOT_REPORTED } from '../ui/figures.ts';
import { millisecondText, timeText } from '../ui/time-text.ts';

/** Its time on the timeline; a dash where nothing was playing. */
export function placeText({ timelineFrame, sampleRate }: Dropout): string {
  return timelineFrame === null ? DASH : timeText(timelineFrame, sampleRate);
}

/** `512`, `~128`; `n/a` where nobody tells how many. */
export function framesFigure({ frames, isEstimate }: Dropout): string {
  if (frames === null) return NOT_REPORTED;
  return `${isEstimate ? '~' : ''}${figure(frames)}`;
}

/** `512 frames`, `about 128 frames`, `frames not told`; for speech and tooltips. */
export function sizeWords({ frames, isEstimate }: Dropout): string {
  if (frames === null) return 'size not told';
  return `${isEstimate ? 'about ' : ''}${figure(frames)} ${frames === 1 ? 'frame' : 'frames'}`;
}

/** `512 fr, 10.667 ms` */
export function lostText(dropout: Dropout): string {
  const { frames, sampleRate, hostApi } = dropout;
  if (frames === null) return `not told by ${hostApi}`;
  return `${framesFigure(dropout)} ${frames === 1 ? 'frame' : 'frames'}, ${millisecondText(frames / sampleRate)}`;
}

/** The two parts of its source: `reported`, `by JACK`; `inferred`, `from the clock`. */
export function sourceParts({ source, hostApi }: Pick<Dropout, 'source' | 'hostApi'>) {
  return source === 'reported'
    ? { word: 'reported', rest: `by ${hostApi}` }
    : { word: 'inferred', rest: 'from the clock' };
}

export function sourceText(dropout: Pick<Dropout, 'source' | 'hostApi'>): string {
  const { word, rest } = sourceParts(dropout);
  return `${word} ${rest}`;
}

/** What went on, and how late the block came: `opening rain loop, block 9.8 ms late`. */
export function momentText({ activities, lateSeconds }: Dropout): string {
  const kinds = [...new Set(activities.map(({ activity }) => activity))];
  const works = kinds.map((kind) => {
    const names = activities.flatMap(({ activity, name }) => (activity === kind ? [name] : []));
    const known = names.filter((name) => name !== null);
    return known.length === 0 ? WHOLE_WORDS[kind] : `${ACTIVITY_WORDS[kind]} ${listed(known)}`;
  });
  const what = works.length === 0 ? 'nothing of ours' : works.join(', ');
  return isLate(lateSeconds) ? `${what}, block ${lateText(lateSeconds)} late` : what;
}

/** Of the detail: with the load of the block before. */
export function momentDetail(dropout: Dropout): string {
  const { load } = dropout;
  const words = momentText(dropout);
  return load === null ? words : `${words}, load ${Math.round(load * 100)} %`;
}

const WHOLE_WORDS: Record<Dropout['activities'][number]['activity'], string> = {
  opening: 'opening a stream',
  drawing: 'drawing peaks',
  decoding: 'decoding',
  saving: 'saving the session',
  recording: 'recording',
  preparing: 'preparing clips',
};

/** Less cannot be told from what a clock says. */
const LEAST_LATE_SECONDS = 0.000_05;

function isLate(seconds: number | null): seconds is number {
  return seconds !== null && seconds >= LEAST_LATE_SECONDS;
}

function lateText(seconds: number): string {
  return millisecondText(seconds, 1);
}

/** `Dropout 1:06.430: output, about 512 frames, reported by JACK`. */
export function dropoutSentence(dropout: Dropout): string {
  const { timelineFrame, streamFrame, direction } = dropout;
  const place =
    timelineFrame === null ? `at stream frame ${figure(streamFrame)}` : placeText(dropout);
  const what = `Dropout ${place}: ${DIRECTION_WORDS[direction]}, ${sizeWords(dropout)}`;
  const folded = dropout.count > 1 ? `, ${counted(dropout.count, 'dropout')} in a row` : '';
  return `${what}${folded}, ${sourceText(dropout)}`;
}

/** Of those that came together: `dropout at 1:06.430, output, about 512 frames`, `3 dropouts, input and
 * output, at least 768 frames`. */
export function spokenDropouts(dropouts: readonly Dropout[]): string {
  const [first] = dropouts;
  const count = dropoutCount(dropouts);
  if (first === undefined) return '';
  if (count === 1) {
    const at = first.timelineFrame === null ? '' : ` at ${placeText(first)}`;
    return `dropout${at}, ${DIRECTION_WORDS[first.direction]}, ${sizeWords(first)}`;
  }
  const lost = (direction: 'input' | 'output') =>
    dropouts.some((dropout) => isChosenBy(direction, dropout));
  const directions = (['input', 'output'] as const).filter(lost).join(' and ');
  const frames = dropouts.reduce((sum, each) => sum + (each.frames ?? 0), 0);
  const isPartly = dropouts.some((each) => each.frames === null);
  const isEstimate = dropouts.some((each) => each.isEstimate);
  const about = isPartly ? 'at least ' : isEstimate ? 'about ' : '';
  const size = frames === 0 ? 'size not told' : `${about}${figure(frames)} frames`;
  return `${counted(count, 'dropout')}, ${directions}, ${size}`;
}

const FLAG_WORDS: Readonly<Record<keyof ReportedFlags, string>> = {
  inputUnderflow: 'gaps in the input',
  inputOverflow: 'lost input',
  outputUnderflow: 'late output',
  outputOverflow: 'discarded output',
};

/** What an empty rest of the list says, and what it cannot say.
 * @param count of the dropouts that are listed */
export function limitsText(
  count: number,
  { hostApi, reports }: { readonly hostApi: string; readonly reports: ReportedFlags },
): string {
  const flags = Object.keys(FLAG_WORDS) as (keyof ReportedFlags)[];
  const never = flags.filter((flag) => !reports[flag]).map((flag) => FLAG_WORDS[flag]);
  const proof = 'That is not proof that there was none.';
  if (never.length === flags.length) {
    return `${hostApi} never reports dropouts: what is listed is inferred from the device’s clock. ${proof}`;
  }
  const none = `No ${count === 0 ? '' : 'further '}dropout was reported by ${hostApi}. ${proof}`;
  return never.length === 0 ? none : `${none} ${hostApi} never reports ${listed(never)}.`;
}

function listed(words: readonly string[]): string {
  const [last] = words.slice(-1);
  return words.length < 2 ? `${last}` : `${words.slice(0, -1).join(', ')} and ${last}`;
}
