import { expect, test } from 'vitest';
import { failureOf, openFailureOf } from '../../main/failure-of.ts';
import { keepFaultsBy } from '../../main/faults.ts';
import { mixerFailure } from '../../main/playback/refusals.ts';
import {
  type FailureCode,
  failureCodes,
  Mixer,
  OfflineMixer,
  RtMixerError,
} from '../../native/index.ts';

test('what the library says of requests and options does not reach people', () => {
  const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 1] });
  const samples = new Float32Array(4);
  const fadeIn = { frames: 1, curve: 'cubic' as never };
  const calls = [
    () =>
      mixer.schedule([
        { type: 'playBuffer', samples },
        { type: 'playBuffer', samples, fadeIn },
      ]),
    () =>
      mixer.schedule([
        { type: 'playBuffer', samples },
        { type: 'playBuffer', samples, channels: [9] },
      ]),
    () => mixer.playBuffer(samples, { length: 99 }),
    () => mixer.playBuffer(samples, { start: { frame: 2 ** 52 } }),
    () => mixer.playBuffer(samples, { gian: 1 } as never),
    () => new Mixer({ hostApi: 'Gone' }),
    () =>
      mixer.cancel(new OfflineMixer({ sampleRate: 8000, channels: [0, 1] }).playBuffer(samples)),
  ];
  for (const call of calls) {
    let thrown: unknown;
    try {
      call();
    } catch (error) {
      thrown = error;
    }
    const { code, message } = failureOf(thrown);
    expect(thrown).toBeInstanceOf(RtMixerError);
    expect(code).toBe((thrown as RtMixerError).code);
    expect(message).not.toContain((thrown as RtMixerError).message);
    expect(message).toMatch(/^[A-Z].*\. .*\.$/);
    expect(message).not.toMatch(/Request \d|option|stream/);
  }
});

test('what it says of files and devices does, with its code', () => {
  const spoken = failureCodes.filter((code) => /^(file|disk|device)-/.test(code)) as FailureCode[];
  for (const code of spoken) {
    expect(failureOf(new RtMixerError(code, 'a.wav is gone.'))).toMatchObject({
      code,
      message: 'a.wav is gone.',
    });
  }
});

test('a stream that is refused for its own values is not told as a sound with wrong ones', () => {
  const refused = new RtMixerError('invalid-argument', 'Fault 1: a disappearance has no frames.');
  const { code, message } = openFailureOf(refused);
  expect(code).toBe('invalid-argument');
  expect(message).toContain('Fault 1: a disappearance has no frames.');
  expect(message).toContain('Devices');
  expect(message).not.toContain('gain');
});

test('what a sentence says the log file has is kept there', () => {
  const kept: unknown[] = [];
  keepFaultsBy((what, detail) => kept.push([what, detail]));
  const fault = new TypeError('x is not a function');
  expect(failureOf(fault).message).toContain('The log file');
  const refusal = { code: 'invalid-argument', message: 'Request 1: gain must be finite.' } as const;
  expect(mixerFailure('“a”', refusal).message).toContain('The log file');
  expect(kept).toEqual([
    ['inside', fault],
    ['“a” is refused by the mixer', 'Request 1: gain must be finite.'],
  ]);
});
