import { describe, expect, test } from 'vitest';
import { Updates } from '../../main/updates.ts';
import type { ActionRow } from '../../preload/actions.ts';
import type { Update } from '../../preload/contract.ts';
import type { Notice } from '../../preload/engine.ts';
import { inventedDropout } from '../support/invented-dropout.ts';

function pump(hasWindow = true) {
  const sent: Update[] = [];
  const updates = new Updates((update) => {
    if (hasWindow) sent.push(update);
    return hasWindow;
  });
  return { sent, updates };
}

function notice(id: number): Notice {
  return { id, severity: 'info', message: '', code: null, wallTime: 0 };
}

function rows(count: number): ActionRow[] {
  return Array.from({ length: count }, (_, id) => ({ id }) as ActionRow);
}

describe('The event pump', () => {
  test('gathers what changed into one step', () => {
    const { sent, updates } = pump();
    updates.put({ log: [notice(1)], pendingCount: 1 });
    updates.put({ log: [notice(2)], pendingCount: 2 });
    updates.flush(0);
    expect(sent).toEqual([{ sequence: 1, log: [notice(1), notice(2)], pendingCount: 2 }]);
  });

  test('keeps every dropout seen while the window was slow', () => {
    const { sent, updates } = pump();
    const dropout = (streamFrame: number) => inventedDropout({ streamFrame });
    updates.put({ dropouts: [dropout(64)] });
    updates.put({ dropouts: [dropout(128)] });
    updates.flush(0);
    expect(sent[0]?.dropouts?.map(({ streamFrame }) => streamFrame)).toEqual([64, 128]);
  });

  test('sends nothing when nothing changed', () => {
    const { sent, updates } = pump();
    updates.flush(0);
    expect(sent).toEqual([]);
  });

  test('sends the next step only when the last was acknowledged', () => {
    const { sent, updates } = pump();
    updates.put({ pendingCount: 1 });
    updates.flush(0);
    updates.put({ pendingCount: 2 });
    updates.flush(100);
    expect(sent).toHaveLength(1);
    updates.acknowledge(1);
    updates.flush(120);
    expect(sent.at(-1)).toEqual({ sequence: 2, pendingCount: 2 });
  });

  test('is not fooled by an acknowledgement of an older step', () => {
    const { sent, updates } = pump();
    for (const step of [0, 20, 40]) {
      updates.put({ pendingCount: step });
      updates.flush(step);
      updates.acknowledge(1);
    }
    expect(sent).toHaveLength(2);
  });

  test('sends at most 60 steps a second', () => {
    const { sent, updates } = pump();
    for (let milliseconds = 0; milliseconds < 1_000; milliseconds += 1) {
      updates.put({ pendingCount: milliseconds });
      updates.flush(milliseconds);
      updates.acknowledge(updates.sequence);
    }
    expect(sent.length).toBeLessThanOrEqual(67);
    expect(sent.length).toBeGreaterThan(50);
  });

  test('goes on after a while when a window never acknowledges, because it was reloaded', () => {
    const { sent, updates } = pump();
    updates.put({ pendingCount: 1 });
    updates.flush(0);
    updates.put({ pendingCount: 2 });
    updates.flush(1_999);
    expect(sent).toHaveLength(1);
    updates.flush(2_001);
    expect(sent).toHaveLength(2);
  });

  test('begins again with a snapshot: what it contains is not sent again', () => {
    const { sent, updates } = pump();
    updates.put({ pendingCount: 1 });
    updates.flush(0);
    updates.put({ pendingCount: 2 });
    expect(updates.beginSnapshot()).toBe(1);
    updates.put({ pendingCount: 3 });
    updates.flush(50);
    expect(sent.at(-1)).toEqual({ sequence: 2, pendingCount: 3 });
  });

  test('waits for nobody when there is no window', () => {
    const { updates } = pump(false);
    for (let step = 0; step < 3; step += 1) {
      updates.put({ pendingCount: step });
      updates.flush(step * 20);
    }
    expect(updates.sequence).toBe(3);
  });

  test('spreads many finished actions over steps of 1,000, oldest first', () => {
    const { sent, updates } = pump();
    updates.put({ finishedActions: rows(2_500) });
    for (let step = 0; step < 4; step += 1) {
      updates.flush(step * 20);
      updates.acknowledge(updates.sequence);
    }
    expect(sent.map(({ finishedActions }) => finishedActions?.length)).toEqual([1_000, 1_000, 500]);
    expect(sent[1]?.finishedActions?.[0]?.id).toBe(1_000);
  });

  test('leaves a gap when a snapshot is cheaper than everything that waits', () => {
    const { sent, updates } = pump();
    updates.put({ pendingCount: 1 });
    updates.flush(0);
    updates.acknowledge(1);
    updates.put({ finishedActions: rows(30_000), finishedCount: 30_000 });
    updates.flush(20);
    expect(sent.at(-1)).toEqual({ sequence: 3, finishedCount: 30_000 });
  });

  test('keeps the greater of the peaks that one step gathers', () => {
    const { sent, updates } = pump();
    const meters = (peak: number) => ({
      input: new Float32Array(),
      output: new Float32Array([peak]),
      outputRms: new Float32Array([peak / 2]),
      trackChannels: new Uint8Array([1]),
      trackLevels: new Int16Array([2_000 * Math.log10(peak)]),
    });
    updates.put({ meters: meters(0.5) });
    updates.put({ meters: meters(0.25) });
    updates.flush(0);
    expect(sent[0]?.meters).toEqual(meters(0.5));
  });
});
