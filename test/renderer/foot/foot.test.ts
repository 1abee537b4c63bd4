import { describe, expect, test } from 'vitest';
import { oversText, stateWords } from '../../../renderer/foot/foot.tsx';
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
    const stream = { state: 'dead', lookingFor: 'Card', streamNumber: 1 };
    expect(stateWords(mirror({ stream })).text).toBe('Device lost, looking for Card');
    expect(stateWords(mirror({ stream, transportState: 'playing' }))).toEqual({
      text: 'Device lost, looking for Card; timeline runs on',
      tone: 'bad',
    });
    const awaited = { ...stream, lookingFor: 'a sound device', streamNumber: 0 };
    expect(stateWords(mirror({ stream: awaited })).text).toBe('Waiting for a sound device');
  });
});

test('a mix beyond full scale is counted, on all outputs together', () => {
  expect(oversText([])).toBeNull();
  expect(oversText([0, 0])).toBeNull();
  expect(oversText([57_000, 577])).toMatch(/^Overs: 57.577 beyond full scale$/);
});
