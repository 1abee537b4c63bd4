import { describe, expect, test } from 'vitest';
import type { Dropout } from '../../../preload/dropouts.ts';
import { dropoutWords, oversText, stateWords } from '../../../renderer/foot/foot.tsx';
import type { Mirror } from '../../../renderer/store/mirror.ts';

function mirror(values: object): Mirror {
  const stream = { state: 'active' };
  const base = { activeActions: [], transportState: 'stopped', stream, ...values };
  return base as unknown as Mirror;
}

const play = { state: 'active', type: 'playBuffer' };
const active = [play, { ...play, state: 'pending' }, play];
const record = { state: 'active', type: 'recordRingBuffer' };

describe('the state', () => {
  test('counts what sounds, not what waits', () => {
    expect(stateWords(mirror({ transportState: 'playing', activeActions: active }))).toEqual({
      text: 'Playing, 2 sounds',
      tone: 'run',
    });
    const recording = (activeActions: object[]) =>
      stateWords(mirror({ transportState: 'recording', activeActions }));
    expect(recording([record])).toEqual({ text: 'Recording, 1 take', tone: 'bad' });
    expect(recording([record, play]).text).toBe('Recording, 1 take, 1 sound');
    expect(recording([]).text).toBe('Recording');
  });

  test('while stopped tells of an audition', () => {
    expect(stateWords(mirror({})).text).toBe('Stopped');
    expect(stateWords(mirror({ activeActions: active })).text).toBe('Stopped, 2 sounds');
  });

  test('of a closed stream says where to choose a device, of a lost one a notice does', () => {
    expect(stateWords(mirror({ stream: { state: 'closed' } })).text).toContain('under Devices');
    expect(stateWords(mirror({ stream: { state: 'dead' } })).text).toBe('Device lost');
  });
});

test('a mix beyond full scale is counted, on all outputs together', () => {
  expect(oversText([])).toBeNull();
  expect(oversText([0, 0])).toBeNull();
  expect(oversText([57_000, 577])).toMatch(/^Overs: 57.577 beyond full scale$/);
});

describe('a dropout', () => {
  const dropout = {
    streamFrame: 1_000,
    timelineFrame: 72_000,
    direction: 'output',
    source: 'reported',
  };
  const words = (values: object) =>
    dropoutWords({ ...dropout, ...values } as unknown as Dropout, 48_000, 'JACK');

  test('is told by its place, its directions and who reported it', () => {
    expect(words({})).toBe('Dropout 0:01.500: output, reported by JACK');
    expect(words({ direction: 'both' })).toBe(
      'Dropout 0:01.500: input and output, reported by JACK',
    );
  });

  test('outside the timeline is told by the stream’s frame', () => {
    expect(words({ timelineFrame: null })).toContain('at stream frame 1\u00a0000:');
  });

  test('that is inferred alone was reported by nobody', () => {
    expect(words({ source: 'inferred' })).toBe('Dropout 0:01.500: inferred from the clock');
  });
});
