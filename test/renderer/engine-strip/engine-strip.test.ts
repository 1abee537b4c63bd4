import { describe, expect, test } from 'vitest';
import { NO_DROPOUTS } from '../../../preload/dropouts.ts';
import type { StreamStatus } from '../../../preload/engine.ts';
import {
  deviceText,
  dropoutText,
  latencyText,
  reportsAnything,
} from '../../../renderer/engine-strip/engine-strip.tsx';

const NOTHING = {
  inputUnderflow: false,
  inputOverflow: false,
  outputUnderflow: false,
  outputOverflow: false,
};

function stream(values: Partial<StreamStatus>): StreamStatus {
  return {
    state: 'active',
    hostApi: 'ALSA',
    inputDevice: null,
    outputDevice: 'USB Audio',
    reports: NOTHING,
    ...values,
  } as StreamStatus;
}

describe('the device', () => {
  test('is named with its host API, once', () => {
    expect(deviceText(stream({}))).toBe('ALSA · USB Audio');
    expect(deviceText(stream({ hostApi: 'Virtual', outputDevice: 'Virtual loopback' }))).toBe(
      'Virtual loopback',
    );
  });

  test('is the input where there is no output', () => {
    expect(deviceText(stream({ outputDevice: null, inputDevice: 'Mic' }))).toBe('ALSA · Mic');
  });

  test('that is lost or closed is not named as if it were there', () => {
    expect(deviceText(stream({ state: 'dead' }))).toBe('ALSA · USB Audio (lost)');
    expect(deviceText(stream({ state: 'closed' }))).toBe('No device');
  });
});

test('the latency is the round trip of what is open, in milliseconds', () => {
  expect(latencyText(stream({ inputLatency: 0.005333, outputLatency: 0.00535 }))).toBe('10.683 ms');
  expect(latencyText(stream({ inputLatency: null, outputLatency: 0.00535 }))).toBe('5.350 ms');
  expect(latencyText(stream({ inputLatency: null, outputLatency: null }))).toBe('–');
});

describe('dropouts', () => {
  test('are n/a, not 0, where the host API never reports any', () => {
    expect(reportsAnything(stream({}))).toBe(false);
    expect(dropoutText(NO_DROPOUTS, stream({}))).toBe('n/a');
  });

  test('are counted where at least one kind is reported', () => {
    const reporting = stream({ reports: { ...NOTHING, outputUnderflow: true } });
    expect(dropoutText(NO_DROPOUTS, reporting)).toBe('0');
    expect(dropoutText({ ...NO_DROPOUTS, all: 1_001 }, reporting)).toBe('1\u00a0001');
  });

  test('that were inferred are counted where nobody reports any', () => {
    expect(dropoutText({ ...NO_DROPOUTS, all: 2 }, stream({}))).toBe('2');
  });
});
