/** ALSA's own names for devices, without a sound card: its file PCM writes what is played and reads
 * what is recorded. It has no clock, so the streams here end at once. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import {
  type Action,
  checkOutputSettings,
  hostApis,
  Mixer,
  MixerAndRecorder,
  Recorder,
} from '../../../../native/index.ts';
import { codeThrownBy } from '../../support/streams.ts';

const folder = mkdtempSync(join(tmpdir(), 'rtmixer-alsa-'));
const played = join(folder, 'played.raw');
const recorded = join(folder, 'recorded.raw');
const ramp = Float32Array.from({ length: 4000 }, (_, k) => (k + 1) / 4096);

beforeAll(() => {
  const configuration = join(folder, 'alsa.conf');
  writeFileSync(
    configuration,
    `</usr/share/alsa/alsa.conf>
pcm.rtmixer_tape { type file slave.pcm null file /dev/null format raw infile "${recorded}" }
`,
  );
  process.env.ALSA_CONFIG_PATH = configuration;
  writeFileSync(recorded, new Uint8Array(Float32Array.from([...ramp, ...ramp]).buffer));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Whether PortAudio has ALSA here; skips the test where it has not. */
function alsaIsHere(context: TestContext): boolean {
  const here = hostApis().some(({ type }) => type === 'alsa');
  if (!here) {
    context.skip('ALSA is not tested: this PortAudio has no such host API');
  }
  return here;
}

/** Waits, but not for long: without a clock a file grows by hundreds of megabytes in a second. */
async function finished(mixer: Mixer | Recorder | MixerAndRecorder, action: Action) {
  const limit = setTimeout(() => void mixer.abort(), 5000);
  await mixer.wait(action);
  clearTimeout(limit);
}

function samplesOf(path: string): Float32Array {
  const bytes = readFileSync(path);
  return new Float32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 4));
}

describe('a device named to ALSA', () => {
  test('plays every sample into a file', async (context) => {
    if (!alsaIsHere(context)) {
      return;
    }
    await using mixer = new Mixer({ device: `file:${played},raw`, channels: 2, blockSize: 256 });
    expect(mixer.device).toMatchObject({ name: `file:${played},raw`, hostApi: 'ALSA', index: -1 });
    expect(mixer.sampleRate).toBe(48_000);
    const hit = mixer.playBuffer(ramp, { start: { frame: 10 } });
    mixer.start();
    await finished(mixer, hit);
    await mixer.abort();
    const samples = samplesOf(played);
    const first = samples.findIndex((sample) => sample !== 0);
    // Whole blocks of silence are written before the first one.
    expect((first / 2 - 10) % 256).toBe(0);
    expect(samples.slice(first, first + ramp.length)).toEqual(ramp);
    expect(samples[first + ramp.length]).toBe(0);
  });

  test('records every sample of a file', async (context) => {
    if (!alsaIsHere(context)) {
      return;
    }
    await using recorder = new Recorder({
      channels: 2,
      blockSize: 256,
      hostApiOptions: { type: 'alsa', device: 'rtmixer_tape' },
    });
    const target = new Float32Array(ramp.length);
    const take = recorder.recordBuffer(target, { start: { frame: 0 } });
    recorder.start();
    await finished(recorder, take);
    await recorder.abort();
    expect(target).toEqual(ramp);
  });

  test('does both at once, and again after a stop', async (context) => {
    if (!alsaIsHere(context)) {
      return;
    }
    const device = ['rtmixer_tape', `file:${played},raw`] as const;
    await using mixer = new MixerAndRecorder({
      channels: [2, 2],
      blockSize: 256,
      hostApiOptions: { type: 'alsa', device },
    });
    expect(mixer.device.map(({ name }) => name)).toEqual(device);
    const target = new Float32Array(ramp.length);
    const take = mixer.recordBuffer(target, { start: { frame: 0 } });
    mixer.start();
    await finished(mixer, take);
    expect(target).toEqual(ramp);
    await mixer.stop();
    const hit = mixer.playBuffer(ramp);
    mixer.start();
    await finished(mixer, hit);
    expect(hit.outcome).toBe('completed');
    expect(mixer.streamNumber).toBe(2);
    await mixer.abort();
  });

  test('is refused with its name where ALSA does not know it', (context) => {
    if (!alsaIsHere(context)) {
      return;
    }
    expect(() => new Mixer({ device: 'nowhere:7', hostApi: 'ALSA' })).toThrow(/"nowhere:7"/);
    expect(codeThrownBy(() => checkOutputSettings({ device: 'nowhere:7' }))).toBe(
      'device-not-found',
    );
    expect(() => checkOutputSettings({ device: `file:${played},raw` })).not.toThrow();
  });

  test('is not looked up at another host API, and a name without a colon is not found', () => {
    expect(codeThrownBy(() => new Mixer({ device: 'hw:0,0', hostApi: 'Virtual' }))).toBe(
      'device-not-found',
    );
    expect(codeThrownBy(() => new Mixer({ device: 'nowhere' }))).toBe('device-not-found');
  });

  test('has one name only', () => {
    const hostApiOptions = { type: 'alsa', device: 'null' } as const;
    expect(codeThrownBy(() => new Mixer({ device: 'null', hostApiOptions }))).toBe(
      'invalid-argument',
    );
    const nameless = { type: 'alsa', device: '' } as const;
    expect(codeThrownBy(() => new Mixer({ hostApiOptions: nameless }))).toBe('invalid-argument');
  });
});
