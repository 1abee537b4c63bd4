import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { errorFrames } from '../../preload/actions.ts';
import { eventChannel, REQUEST_NAMES, requestChannel } from '../../preload/contract.ts';
import {
  decibelsFromGain,
  framesFromSeconds,
  gainFromDecibels,
  MIN_GAIN_DB,
} from '../../preload/units.ts';

describe('the contract', () => {
  it('names every request once and gives each its own channel', () => {
    const channels = REQUEST_NAMES.map(requestChannel);
    expect(new Set(channels).size).toBe(channels.length);
    expect(channels).not.toContain(eventChannel('update'));
  });

  it('lets the preload script reach Electron and nothing else', () => {
    const source = readFileSync(new URL('../../preload/preload.ts', import.meta.url), 'utf8');
    const imports = [...source.matchAll(/from '([^']+)'/g)].map((match) => match[1]);
    expect(imports.filter((name) => !name?.startsWith('./'))).toEqual(['electron']);
  });
});

describe('units', () => {
  it('rounds a time to the nearest frame', () => {
    expect(framesFromSeconds(1.2, 44_100)).toBe(52_920);
    expect(framesFromSeconds(0.000_01, 48_000)).toBe(0);
    expect(framesFromSeconds(0.000_011, 48_000)).toBe(1);
  });

  it('takes the lowest gain as silence, and gives it back', () => {
    expect(gainFromDecibels(MIN_GAIN_DB)).toBe(0);
    expect(decibelsFromGain(0)).toBe(MIN_GAIN_DB);
    expect(gainFromDecibels(0)).toBe(1);
    expect(decibelsFromGain(gainFromDecibels(-6))).toBeCloseTo(-6, 10);
  });
});

describe('the error of an action', () => {
  it('is unknown for what was asked as soon as possible or has not happened', () => {
    const row = { requestedFrame: null, actualFrame: 10 } as Parameters<typeof errorFrames>[0];
    expect(errorFrames(row)).toBeNull();
    expect(errorFrames({ ...row, requestedFrame: 4, actualFrame: null })).toBeNull();
    expect(errorFrames({ ...row, requestedFrame: 4 })).toBe(6);
  });
});
