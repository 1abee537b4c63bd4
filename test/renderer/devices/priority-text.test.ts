import { describe, expect, test } from 'vitest';
import { priorityReasons } from '../../../native/library/names.ts';
import type { PriorityStatus, StreamStatus } from '../../../preload/engine.ts';
import {
  priorityNote,
  prioritySentence,
  priorityText,
} from '../../../renderer/devices/priority-text.ts';

function stream(priority: PriorityStatus, state: StreamStatus['state'] = 'active'): StreamStatus {
  return { priority, state } as StreamStatus;
}

describe('The priority of the callback in words', () => {
  test('names its level, and rtkit where it gave it', () => {
    const byRtkit = { policy: 'realtime', level: 5, grantedBy: 'rtkit' } as const;
    const bySystem = { policy: 'realtime', level: 70, grantedBy: 'system' } as const;
    expect(prioritySentence(stream(byRtkit))).toBe('real-time priority 5 (rtkit)');
    expect(prioritySentence(stream(bySystem))).toBe('real-time priority 70');
    expect(priorityText(byRtkit)).toBe('real-time 5');
    expect(priorityNote(stream(byRtkit))).toBe('given by rtkit');
  });

  test.each(priorityReasons)('says why it is normal and what to do: %s', (reason) => {
    const priority = { policy: 'normal', reason } as const;
    const sentence = prioritySentence(stream(priority));
    expect(sentence).toMatch(/^normal priority: \S/);
    const needsNothing = reason === 'not-asked' || reason === 'rtkit-asked';
    expect(sentence.includes('; ')).toBe(!needsNothing);
    // Room for the narrow column of the Stream tab.
    expect(priorityNote(stream(priority)).length).toBeLessThanOrEqual(35);
  });

  test('says that no stream is open, or that the system does not tell', () => {
    const unknown = { policy: 'unknown' } as const;
    expect(prioritySentence(stream(unknown, 'closed'))).toBe('unknown: no stream is open');
    expect(prioritySentence(stream(unknown))).toBe('unknown: the system does not tell');
  });
});
