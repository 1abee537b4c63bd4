/** Every verdict of an action and of a clip, and which request of a clip is its newest. */
import { describe, expect, test } from 'vitest';
import { type ActionRow, type ClipRequest, NO_STATS } from '../../preload/actions.ts';
import { newClip, newTrack } from '../../preload/builders.ts';
import type { Clip } from '../../preload/project.ts';
import {
  askedOf,
  isDropped,
  isLate,
  isNewerRequest,
  passesText,
  resultAfter,
  summaryOf,
  VERDICT_KINDS,
  verdictOfAction,
  verdictOfClip,
  verdictOfResult,
  verdictOfTake,
} from '../../preload/verdict.ts';
import { ASKED, actionRow } from '../support/action-rows.ts';

const NOT_FOUND = { code: 'file-not-found', message: 'Its file is gone.' } as const;
const NEVER = { actualFrame: null, doneFrames: 0 } as const;
const SILENT = { silences: [{ fromFrame: 0, toFrame: null }] } as const;
const DROPOUTS = { dropouts: 2, stats: { ...NO_STATS, outputUnderflows: 1, inputOverflows: 1 } };
const TO_ITS_END = 'muted from 0:00.021 to its end';
const TAKE = { type: 'recordRingBuffer', clipId: null, asked: null } as const;

/** In the order of the rules: each row has what makes it, and everything that comes after it. */
const TABLE: [what: string, values: Partial<ActionRow>, text: string, words?: string][] = [
  [
    'never reached the mixer',
    { ...NEVER, outcome: null, cannotPlay: NOT_FOUND, id: -1 },
    'cannot play',
    'cannot play: Its file is gone.',
  ],
  [
    'would have come too late',
    { ...NEVER, outcome: 'belated', starvedFrames: 4 },
    'dropped: too late',
  ],
  [
    'lost its device',
    { outcome: 'device-lost', starvedFrames: 4, ...SILENT },
    'device lost',
    `device lost: ${TO_ITS_END}`,
  ],
  ['would have begun in an outage', { ...NEVER, outcome: 'device-lost' }, 'device lost'],
  [
    'ended for want of samples',
    { outcome: 'starved', ...SILENT },
    'ran dry',
    `ran dry: ${TO_ITS_END}`,
  ],
  ['was silent for want of samples', { starvedFrames: 10, actualFrame: 1_510 }, 'ran dry'],
  ['was heard by nobody', { ...SILENT, actualFrame: 1_841, outcome: 'cancelled' }, 'muted'],
  ['began late', { actualFrame: 1_841, outcome: 'cancelled', endedBy: 'edit' }, 'late 7.1 ms'],
  ['began late by one frame', { actualFrame: 1_501 }, 'late 0.02 ms'],
  ['began late by seconds', { actualFrame: 97_500 }, 'late 2000 ms'],
  ['was trimmed', { actualFrame: 1_841, skippedFrames: 341 }, 'skipped 7.1 ms'],
  ['was ended by an edit', { outcome: 'cancelled', endedBy: 'edit' }, 'edited'],
  ['was ended by Stop', { outcome: 'cancelled', endedBy: 'stop' }, 'stopped'],
  [
    'was ended by Stop before',
    { ...NEVER, outcome: 'cancelled-before-start', endedBy: 'stop' },
    'not begun',
  ],
  ['ended with its stream', { outcome: 'stream-stopped' }, 'stopped'],
  ['ended with its stream before', { ...NEVER, outcome: 'stream-stopped' }, 'not begun'],
  ['was cancelled', { outcome: 'cancelled', endedBy: 'cancel' }, 'cancelled'],
  [
    'was edited before',
    { ...NEVER, outcome: 'cancelled-before-start', endedBy: 'edit' },
    'cancelled',
  ],
  ['was played whole', {}, 'on time'],
  ['was a command, which nobody hears', { type: 'cancel' }, 'done'],
  ['ended by itself before a Stop came', { endedBy: 'stop' }, 'on time'],
  ['began as soon as possible', { requestedFrame: null }, 'on time'],
  [
    'was muted for a while',
    { silences: [{ fromFrame: 24_500, toFrame: 48_500 }] },
    'on time',
    'on time: muted from 0:00.500 to 0:01.000',
  ],
  [
    'was muted to its end',
    { actualFrame: 1_548, silences: [{ fromFrame: 24_500, toFrame: null }] },
    'late 1.0 ms',
    'late 1.0 ms: muted from 0:00.500 to its end',
  ],
  [
    'was muted at its beginning',
    { silences: [{ fromFrame: 1_500, toFrame: 24_500 }], outcome: 'cancelled', endedBy: 'stop' },
    'stopped',
    'stopped: muted from 0:00.021 to 0:00.500',
  ],
  ['was recorded', { ...TAKE, outcome: 'cancelled', endedBy: 'stop' }, 'recorded'],
  ['was recorded to its end', { ...TAKE }, 'recorded'],
  ['was recorded with dropouts', { ...TAKE, ...DROPOUTS }, 'recorded, 2 dropouts'],
  [
    'of a take met a slow disk',
    { ...TAKE, outcome: 'overflowed' },
    'ended early',
    'ended early: the disk was too slow',
  ],
  ['of a take lost its device', { ...TAKE, outcome: 'device-lost', ...DROPOUTS }, 'device lost'],
  [
    'of a take never began',
    { ...TAKE, ...NEVER, outcome: 'cancelled-before-start', endedBy: 'stop' },
    'not begun',
  ],
  [
    'of a take could not begin',
    { ...TAKE, ...NEVER, outcome: null, cannotPlay: NOT_FOUND },
    'cannot record',
    'cannot record: Its file is gone.',
  ],
  ['is scheduled', { ...NEVER, state: 'pending', outcome: null }, 'waits'],
  ['is heard', { state: 'active', outcome: null, actualFrame: 1_841 }, 'playing'],
  ['is heard by nobody', { state: 'active', outcome: null, ...SILENT }, 'muted'],
  ['goes to disk', { ...TAKE, state: 'active', outcome: null }, 'recording'],
];

describe('the verdict of an action that', () => {
  test.each(TABLE)('%s', (...[, values, text, words = text]) => {
    const verdict = verdictOfAction(actionRow(values));
    expect(verdict).toMatchObject({ text, words });
    // A dropout is a second mark, never the verdict of what plays.
    const isTake = isOfTake(values);
    const marked = verdictOfAction(actionRow({ ...values, ...DROPOUTS }));
    expect(marked.dropouts).toBe(2);
    if (!isTake) expect(marked).toMatchObject({ text, words, kind: verdict.kind });
  });

  test('was rendered claims no punctuality', () => {
    expect(verdictOfAction(actionRow(), 'offline').text).toBe('rendered');
    expect(verdictOfAction(actionRow(), 'virtual').text).toBe('on time');
    expect(verdictOfAction(actionRow({ outcome: 'cancelled' }), 'offline').text).toBe('cancelled');
  });

  test('is read from a file is the same', () => {
    for (const [, values] of TABLE) {
      const row = actionRow(values);
      const read = JSON.parse(JSON.stringify(row)) as ActionRow;
      expect(verdictOfAction(read)).toEqual(verdictOfAction(row));
    }
  });
});

function isOfTake({ type }: Partial<ActionRow>): boolean {
  return type === 'recordRingBuffer';
}

test('a take says how it ended, long after its action', () => {
  const text = (outcome: ActionRow['outcome'], dropouts = 0) =>
    verdictOfTake({ outcome, writeFailure: null }, dropouts)?.words;
  expect(text('cancelled')).toBe('recorded');
  expect(text('completed', 2)).toBe('recorded, 2 dropouts');
  expect(text('overflowed', 2)).toBe('ended early: the disk was too slow');
  expect(text('device-lost')).toBe('device lost');
  expect(text(null)).toBeUndefined();
});

test('a take that went on although another program cut its file did not end early', () => {
  const writeFailure = 'Another program cut 0.5 s off the file of “Take 1”; these are silent.';
  const of = (outcome: ActionRow['outcome'], dropouts = 0) =>
    verdictOfTake({ outcome, writeFailure }, dropouts);
  expect(of('cancelled')).toMatchObject({
    kind: 'recorded',
    text: 'recorded, cut',
    words: `recorded, cut: ${writeFailure}`,
    tone: 'warn',
  });
  expect(of('cancelled', 2)?.text).toBe('recorded, 2 dropouts, cut');
  expect(of('device-lost')).toMatchObject({ kind: 'deviceLost', tone: 'bad' });
});

test('the summary has a key for each verdict and adds up to the number of actions', () => {
  const verdicts = TABLE.map(([, values]) => verdictOfAction(actionRow(values)));
  const summary = summaryOf(verdicts);
  expect(Object.keys(summary)).toEqual(VERDICT_KINDS);
  const total = Object.values(summary).reduce((sum, count) => sum + count, 0);
  expect(total).toBe(TABLE.length);
  const missing = VERDICT_KINDS.filter((kind) => summary[kind] === 0);
  expect(missing).toEqual(['rendered', 'editedSince', 'notPlayed']);
});

test('late is what began after its frame; what never began for it is dropped', () => {
  const rows = {
    late: actionRow({ actualFrame: 1_501 }),
    dropped: actionRow({ outcome: 'belated', actualFrame: null }),
    onTime: actionRow(),
    asSoonAsPossible: actionRow({ requestedFrame: null }),
  };
  const named = (is: (row: ReturnType<typeof actionRow>) => boolean) =>
    Object.entries(rows).flatMap(([name, row]) => (is(row) ? [name] : []));
  expect(named(isLate)).toEqual(['late']);
  expect(named(isDropped)).toEqual(['dropped']);
});

describe('the verdict of a clip', () => {
  const track = { ...newTrack([], 't', { inputChannels: 2, outputChannels: 2 }), id: 't' };
  const whole = newClip({ id: 's', name: 'knock', frames: 48_000 }, 'c', 't', 1_000) as Clip;
  const asked = askedOf(whole, track);
  const row = actionRow({ asked });
  const text = (values: Partial<Clip>, newest: ActionRow | undefined = row, on = track) =>
    verdictOfClip(askedOf({ ...whole, ...values }, on), newest).text;

  test('is that of its newest request', () => {
    expect(asked).toEqual(ASKED);
    expect(text({})).toBe('on time');
    expect(verdictOfClip(asked, undefined).text).toBe('not played yet');
  });

  test.each<[string, Partial<Clip>]>([
    ['moved', { startFrame: 1_001 }],
    ['trimmed at its start', { startFrame: 1_010, offsetFrames: 10, lengthFrames: 47_990 }],
    ['trimmed at its end', { lengthFrames: 47_999 }],
    ['slipped', { offsetFrames: 1 }],
    ['given another sound', { sourceId: 'other' }],
    ['silenced', { gainDb: -60 }],
    ['moved to another track', { trackId: 'u' }],
    ['sent to other channels', { channels: [2, 1] }],
  ])('that was %s since is “edited since”', (_what, values) => {
    expect(text(values)).toBe('edited since');
    const cannotPlay = actionRow({ asked, cannotPlay: NOT_FOUND, outcome: null });
    expect(text(values, cannotPlay)).toBe('edited since');
  });

  test('is “edited since” when its track plays elsewhere, unless the clip has channels of its own', () => {
    const elsewhere = { ...track, outputChannels: [3, 4] };
    expect(text({}, row, elsewhere)).toBe('edited since');
    const own = { channels: [1, 2] };
    expect(text(own, row, elsewhere)).toBe('on time');
  });

  test('stays when what is not heard differently was changed', () => {
    expect(text({ name: 'renamed', gainDb: -6, belated: 'drop' })).toBe('on time');
    expect(verdictOfClip(asked, actionRow({ asked: { ...asked, isSilent: true } })).text).toBe(
      'edited since',
    );
  });

  test('is what its newest request does now, whatever is edited meanwhile', () => {
    const active = actionRow({ asked, state: 'active', outcome: null });
    expect(text({ startFrame: 0 }, active)).toBe('playing');
  });
});

describe('the newest request of a clip', () => {
  test('is the one that was made last, not the one whose account came last', () => {
    const dropped = actionRow({ id: 2, requestNumber: 2, outcome: 'belated', actualFrame: null });
    const old = actionRow({
      outcome: 'cancelled-before-start',
      actualFrame: null,
      endedBy: 'edit',
    });
    const moved = { ...dropped, asked: { ...ASKED, startFrame: 5 } };
    expect(isNewerRequest(moved, old)).toBe(true);
    expect(isNewerRequest(old, moved)).toBe(false);
    expect(isNewerRequest(dropped, old)).toBe(true);
    expect(resultAfter(resultAfter(undefined, moved) ?? undefined, old)?.row ?? moved).toBe(moved);
  });

  test('is not a command, and not of what belongs to no clip', () => {
    expect(isNewerRequest(actionRow({ type: 'cancel' }), undefined)).toBe(false);
    expect(isNewerRequest(actionRow({ clipId: null }), undefined)).toBe(false);
  });

  test('of a loop is the newest pass that began', () => {
    const pass = (loopPass: number, values: Partial<ActionRow> = {}) =>
      actionRow({ id: 10 + loopPass, requestNumber: 10 + loopPass, loopPass, ...values });
    const ahead = { state: 'pending', outcome: null, actualFrame: null } as const;
    const stopped = {
      outcome: 'cancelled-before-start',
      actualFrame: null,
      endedBy: 'stop',
    } as const;
    expect(isNewerRequest(pass(3, ahead), pass(2))).toBe(false);
    expect(isNewerRequest(pass(3, stopped), pass(2))).toBe(false);
    expect(isNewerRequest(pass(3), pass(2))).toBe(true);
    expect(isNewerRequest(pass(2), pass(3))).toBe(false);
    expect(isNewerRequest(pass(2), pass(3, stopped))).toBe(true);
    // Another Play, or an edit of the clip, asks again.
    expect(isNewerRequest(pass(3, { ...ahead, playNumber: 2 }), pass(2))).toBe(true);
    const edited = { ...ahead, asked: { ...ASKED, startFrame: 7 } };
    expect(isNewerRequest(pass(3, edited), pass(2))).toBe(true);
  });

  test('of a loop tells how its passes went', () => {
    const passes = Array.from({ length: 14 }, (_, loopPass) =>
      actionRow({
        id: 10 + loopPass,
        requestNumber: 10 + loopPass,
        loopPass,
        actualFrame: loopPass === 4 ? 1_841 : 1_500,
      }),
    );
    const ahead = actionRow({
      requestNumber: 99,
      loopPass: 14,
      outcome: 'cancelled-before-start',
      endedBy: 'stop',
      actualFrame: null,
    });
    let result = resultAfter(undefined, passes[0] as ActionRow);
    for (const row of [...passes.slice(1), ahead])
      result = resultAfter(result ?? undefined, row) ?? result;
    expect(result?.row.loopPass).toBe(13);
    expect(passesText(result!)).toBe('late in 1 of 14');
    const next = resultAfter(result!, actionRow({ requestNumber: 100, playNumber: 2 }));
    expect(passesText(next!)).toBe('');
  });

  test('that went on when its device was back is lost all the same, in one pass', () => {
    const loopPass = 0;
    const lost = actionRow({ id: 7, requestNumber: 7, loopPass, outcome: 'device-lost' });
    const back = actionRow({ id: 8, requestNumber: 8, loopPass });
    for (const first of [lost, { ...lost, actualFrame: null }]) {
      const result = resultAfter(resultAfter(undefined, first) ?? undefined, back);
      expect(result?.row).toBe(back);
      expect(passesText(result!)).toBe('');
      expect(verdictOfResult(result!)).toMatchObject({
        kind: 'deviceLost',
        words: 'device lost: it went on when the device was back',
      });
      const asked = back.asked as ClipRequest;
      expect(verdictOfClip(asked, result!.row, result!.passes).text).toBe('device lost');
      const playing = actionRow({ ...back, state: 'active', outcome: null });
      expect(verdictOfClip(asked, playing, result!.passes).text).toBe('playing');
      const next = resultAfter(result!, actionRow({ requestNumber: 9, loopPass: 1 }));
      expect(verdictOfResult(next!).kind).toBe('onTime');
      expect(passesText(next!)).toBe('device lost in 1 of 2');
    }
  });
});
