import { describe, expect, test } from 'vitest';
import { type ActionRow, isNewResult, NO_STATS } from '../../../preload/actions.ts';
import { isLate, outcomeText, outcomeTone, verdictOf } from '../../../renderer/ui/verdict.tsx';

function row(patch: Partial<ActionRow>): ActionRow {
  return {
    id: 1,
    type: 'playBuffer',
    state: 'finished',
    outcome: 'completed',
    streamNumber: 1,
    originFrame: 0,
    requestedFrame: 1000,
    actualFrame: 1000,
    requestedTime: null,
    actualTime: null,
    totalFrames: 10,
    doneFrames: 10,
    skippedFrames: 0,
    starvedFrames: 0,
    cannotPlay: null,
    channels: [1],
    stats: { ...NO_STATS, blocks: 1, minBlockSize: 64, maxBlockSize: 64 },
    name: 'knock',
    clipId: 'c',
    sourceId: 's',
    trackId: 't',
    ...patch,
  };
}

describe('the verdict', () => {
  test('is green only for what began at its frame without a dropout', () => {
    expect(verdictOf(row({}))).toMatchObject({ text: '0 fr', tone: 'ok', words: 'on time' });
    const dropouts = { ...row({}).stats, outputUnderflows: 2 };
    expect(verdictOf(row({ stats: dropouts }))).toMatchObject({ text: '2 dropouts', tone: 'warn' });
    expect(verdictOf(row({ actualFrame: 1341 }))).toMatchObject({ text: '+341 fr', tone: 'warn' });
  });

  test('tells lateness and dropouts together', () => {
    const stats = { ...row({}).stats, inputOverflows: 1 };
    const verdict = verdictOf(row({ actualFrame: 1341, stats }));
    expect(verdict?.text).toBe('+341 fr · 1 dropout');
    expect(verdict?.words).toBe('late by 341 frames, 1 dropout');
  });

  test('counts as late what began after its frame or was dropped for it, nothing else', () => {
    expect(isLate(row({ actualFrame: 1001 }))).toBe(true);
    expect(isLate(row({ outcome: 'belated', actualFrame: null }))).toBe(true);
    expect(isLate(row({}))).toBe(false);
    expect(isLate(row({ requestedFrame: null }))).toBe(false);
  });

  test('of something as soon as possible claims no punctuality', () => {
    expect(verdictOf(row({ requestedFrame: null }))).toMatchObject({
      text: 'played',
      tone: 'plain',
    });
  });

  test('names what was dropped, cancelled or broken', () => {
    const text = (outcome: ActionRow['outcome']) => verdictOf(row({ outcome }))?.text;
    expect(text('belated')).toBe('dropped');
    expect(text('cancelled')).toBe('cancelled');
    expect(text('starved')).toBe('starved');
    expect(text('device-lost')).toBe('device lost');
  });

  test('of what was stopped still tells what had gone wrong', () => {
    const late = row({ outcome: 'cancelled', actualFrame: 1341 });
    expect(verdictOf(late)).toMatchObject({ text: '+341 fr · cancelled', tone: 'warn' });
    const stats = { ...row({}).stats, outputUnderflows: 1 };
    const stopped = row({ outcome: 'stream-stopped', stats });
    expect(verdictOf(stopped)?.words).toBe('1 dropout, stopped with the stream');
    const never = row({ outcome: 'cancelled-before-start', actualFrame: null });
    expect(verdictOf(never)).toMatchObject({ text: 'cancelled', tone: 'plain' });
  });

  test('is none while an action waits, and says what sounds', () => {
    expect(verdictOf(row({ state: 'pending', outcome: null }))).toBeNull();
    const active = row({ state: 'active', outcome: null });
    expect(verdictOf(active)?.text).toBe('now');
    expect(outcomeText(active)).toBe('playing');
    expect(outcomeText({ ...active, type: 'recordRingBuffer' })).toBe('recording');
  });

  test('of a late but complete action is amber in the table, too', () => {
    expect(outcomeTone(row({ actualFrame: 1341 }))).toBe('warn');
    expect(outcomeTone(row({}))).toBe('ok');
    const stats = { ...row({}).stats, inputOverflows: 1 };
    expect(outcomeTone(row({ stats }))).toBe('warn');
  });
});

describe('the result of a clip', () => {
  test('is not what was called off before it began, once it has sounded', () => {
    const sounded = row({});
    const calledOff = row({ id: 2, outcome: 'cancelled-before-start', actualFrame: null });
    expect(isNewResult(calledOff, sounded)).toBe(false);
    expect(isNewResult(calledOff, undefined)).toBe(true);
    expect(isNewResult({ ...calledOff, streamNumber: 2 }, sounded)).toBe(true);
    expect(isNewResult(row({ id: 3, outcome: 'cancelled' }), sounded)).toBe(true);
  });
});
