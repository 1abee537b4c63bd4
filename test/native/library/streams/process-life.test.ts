import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'rtmixer-process-'));
afterAll(() => rmSync(folder, { recursive: true }));

const library = pathToFileURL(resolve('native/index.ts')).href;
const opening = `import { Mixer, MixerAndRecorder, OfflineMixer, RingBuffer, SampleBuffer }
  from '${library}';
const open = (virtual = {}) => new MixerAndRecorder({ hostApi: 'Virtual', sampleRate: 48000,
  blockSize: 64, channels: [2, 2], virtual });
const long = { samples: new Float32Array(2 * 48000 * 60), start: 0, type: 'playBuffer' };
`;

/** Runs a script in a Node of its own; it fails the test by running longer than 30 s. */
function run(script: string, ...flags: string[]): SpawnSyncReturns<string> {
  return runIn(resolve('.'), script, ...flags);
}

function runIn(cwd: string, script: string, ...flags: string[]): SpawnSyncReturns<string> {
  const path = join(folder, `${Math.random().toString(36).slice(2)}.ts`);
  writeFileSync(path, opening + script);
  return spawnSync(process.execPath, [...flags, path], {
    encoding: 'utf8',
    timeout: 200_000,
    cwd,
  });
}

/** Exit code, signal and what it printed. */
function ended(script: string, ...flags: string[]): [number | null, string | null, string] {
  const { status, signal, stdout, stderr } = run(script, ...flags);
  return [status, signal, status === 0 ? stdout.trim() : stdout + stderr];
}

describe('a process', () => {
  test('of a script in another folder finds the addon beside the library', () => {
    const script = `console.log(new OfflineMixer({ sampleRate: 48000, channels: [0, 2] }).channels);`;
    const { status, stdout, stderr } = runIn(folder, script);
    expect([status, stderr, stdout]).toEqual([0, '', '[ 0, 2 ]\n']);
  });

  test('ends by itself with an open stream that plays', () => {
    const script = `const mixer = open(); mixer.start(); mixer.schedule([long]);
      mixer.onActionsFinished(() => {}); console.log('end of script');`;
    expect(ended(script)).toEqual([0, null, 'end of script']);
  });

  test('goes on while a wait() is pending', () => {
    const script = `const mixer = open(); mixer.start();
      const hit = mixer.playBuffer(new Float32Array(2 * 24000));
      mixer.wait(hit).then((action) => console.log(action.outcome));`;
    expect(ended(script)).toEqual([0, null, 'completed']);
  });

  test('goes on while the end of an action is awaited', () => {
    const script = `const mixer = open(); mixer.start();
      const samples = SampleBuffer.create({ channels: 2, frames: 9600, sampleRate: 48000 });
      const first = await mixer.playBuffer(samples).finished;
      const list = mixer.scheduleColumns({ type: 'playBuffer', samples,
        startFrame: Float64Array.of(mixer.frame + 12000) });
      const [, second] = await Promise.all([mixer.playBuffer(samples).finished, list.at(0).finished]);
      mixer.recordBuffer(new Float32Array(2 * 9600)).finished.then(({ outcome }) =>
        console.log(first.outcome, second.outcome, outcome));`;
    expect(ended(script)).toEqual([0, null, 'completed completed completed']);
  });

  test('goes on while its stream is started, stopped and closed', () => {
    const script = `const mixer = await MixerAndRecorder.open({ hostApi: 'Virtual' });
      await mixer.startAsync(); await mixer.stop(); await mixer.startAsync(); await mixer.abort();
      await mixer.close(); console.log('closed');`;
    expect(ended(script)).toEqual([0, null, 'closed']);
  });

  test('is not kept by ends that nobody awaits, also those of Node streams', () => {
    const script = `import { PlaybackStream } from '${library}';
      const mixer = open(); mixer.start();
      const { finished } = mixer.schedule([long])[0];
      const playback = new PlaybackStream(mixer, { prefill: 1 });
      playback.write(new Float32Array(8));
      while (playback.action === null) await new Promise((done) => setTimeout(done, 1));
      console.log('end of script', typeof finished.then);`;
    expect(ended(script)).toEqual([0, null, 'end of script function']);
  });

  test('may call process.exit() while streams run', () => {
    const script = `const mixers = [open({ speed: 0 }), open(), open()];
      for (const mixer of mixers) { mixer.start(); mixer.schedule(Array(1000).fill(long)); }
      mixers[1].stop(); new Mixer({ hostApi: 'Virtual' }).startAsync();
      setTimeout(() => process.exit(7), 50);`;
    expect(ended(script).slice(0, 2)).toEqual([7, null]);
  });

  test('may end by an uncaught error', () => {
    const { status, signal, stderr } = run(`const mixer = open(); mixer.start();
      mixer.schedule([long]); throw new Error('on purpose');`);
    expect([status, signal]).toEqual([1, null]);
    expect(stderr).toContain('on purpose');
  });

  test('may load the library in workers that end with streams running', () => {
    const script = `const { Worker } = await import('node:worker_threads');
      const work = \`import('${library}').then(({ Mixer }) => {
        const mixer = new Mixer({ hostApi: 'Virtual' }); mixer.start();
        mixer.playBuffer(new Float32Array(2 * 480000)); process.exit(0); })\`;
      for (let i = 0; i < 3; i++) {
        const worker = new Worker(work, { eval: true });
        await new Promise((done) => worker.on('exit', done));
      }
      await new Promise((done) => setTimeout(done, 300));
      console.log('alive');`;
    expect(ended(script)).toEqual([0, null, 'alive']);
  });

  test('goes on when workers are terminated in the middle of calls, and gets back what they were opening', () => {
    const script = `const { Worker } = await import('node:worker_threads');
      const { FileLock } = await import('${library}');
      const lock = ${JSON.stringify(join(folder, 'lock'))};
      const work = (calls) => \`const { parentPort } = require('node:worker_threads');
        import('${library}').then(async (library) => {
          const { FileLock, listDevicesAsync, Mixer, OfflineMixer, RingBuffer } = library;
          const offline = new OfflineMixer({ sampleRate: 48000, channels: [0, 2] });
          const mixer = new Mixer({ hostApi: 'Virtual' });
          const ignored = () => {};
          const going = () => parentPort.postMessage('going');
          \${calls}
        })\`;
      const terminate = (calls) => new Promise((done) => {
        const worker = new Worker(work(calls), { eval: true });
        worker.once('message', () => worker.terminate().then(done));
      });
      await Promise.all([
        \`Mixer.open({ hostApi: "Virtual" }).catch(ignored); mixer.startAsync().catch(ignored);
        listDevicesAsync().catch(ignored);
        FileLock.take(\${JSON.stringify(lock)}, "a worker").catch(ignored); going();\`,
        'for (going(); ; ) { offline.playBuffer(new Float32Array(64)); offline.render(64); }',
        'for (going(); ; ) { new RingBuffer(4, 64); try { offline.cancel(null); } catch {} }',
      ].map(terminate));
      await FileLock.take(lock, 'this one');
      console.log('alive');`;
    expect(ended(script)).toEqual([0, null, 'alive']);
  });
});

describe('dropped objects', () => {
  test('a stream that is dropped aborts and closes itself', () => {
    const script = `
      let mixer = open(); mixer.start();
      const hit = mixer.schedule([long])[0];
      mixer = null;
      for (let i = 0; i < 300 && hit.outcome === null; i++) {
        await new Promise((done) => setTimeout(done, 10)); gc();
      }
      console.log(hit.outcome);`;
    expect(ended(script, '--expose-gc')).toEqual([0, null, 'stream-stopped']);
  });

  test('a stream that is only waited for stays until the wait is over', () => {
    const script = `
      const begin = () => { const mixer = open(); mixer.start();
        return mixer.wait(mixer.playBuffer(new Float32Array(2 * 24000))); };
      const end = () => { const mixer = open(); mixer.start();
        return mixer.playBuffer(new Float32Array(2 * 24000)).finished; };
      const waits = [begin(), end()];
      const timer = setInterval(gc, 20);
      console.log((await Promise.all(waits)).map(({ outcome }) => outcome).join());
      clearInterval(timer);`;
    expect(ended(script, '--expose-gc')).toEqual([0, null, 'completed,completed']);
  });

  test('a list of actions that is dropped while they are pending changes nothing for them', () => {
    const script = `
      const mixer = open(); mixer.start();
      const samples = SampleBuffer.from(new Float32Array(2 * 480).fill(0.5),
        { channels: 2, sampleRate: 48000 });
      const plan = () => { const startFrame = new Float64Array(5000).map((_, k) => 4000 + 4 * k);
        const list = mixer.scheduleColumns({ type: 'playBuffer', samples, startFrame });
        return [new WeakRef(list), list.at(7), list.at(4999).finished]; };
      const [weak, early, last] = plan();
      const timer = setInterval(gc, 5);
      await mixer.wait();
      while (weak.deref() !== undefined) await new Promise((done) => setTimeout(done, 5));
      clearInterval(timer);
      console.log(early.actualFrame, (await last).outcome);`;
    expect(ended(script, '--expose-gc')).toEqual([0, null, '4028 completed']);
  });

  test('a list of actions outlives its dropped stream', () => {
    const script = `
      let mixer = open(); mixer.start();
      const samples = SampleBuffer.create({ channels: 2, frames: 10, sampleRate: 48000 });
      const startFrame = Float64Array.of(1e9, 2e9);
      const list = mixer.scheduleColumns({ type: 'playBuffer', samples, startFrame });
      const first = list.at(0);
      mixer = null;
      for (let i = 0; i < 300 && first.outcome === null; i++) {
        await new Promise((done) => setTimeout(done, 10)); gc();
      }
      console.log(first.outcome, list.at(1).outcome);`;
    expect(ended(script, '--expose-gc')).toEqual([0, null, 'stream-stopped stream-stopped']);
  });

  test('memory of rings and buffers outlives JavaScript as long as it sounds', () => {
    const script = `
      const mixer = open(); mixer.start();
      for (let i = 0; i < 50; i++) {
        const ring = new RingBuffer(8, 65536);
        ring.write(new Float32Array(2 * 65536).fill(0.5));
        mixer.playRingBuffer(ring);
        const buffer = SampleBuffer.from(new Float32Array(2 * 24000).fill(0.5),
          { channels: 2, sampleRate: 48000 });
        mixer.playBuffer(buffer);
        const target = new Float32Array(2 * 24000);
        mixer.recordBuffer(target);
        structuredClone(target, { transfer: [target.buffer] });
        gc();
      }
      await mixer.wait();
      await mixer.close();
      for (let i = 0; i < 10; i++) { gc(); await new Promise((done) => setTimeout(done, 1)); }
      console.log('sound to the end');`;
    expect(ended(script, '--expose-gc')).toEqual([0, null, 'sound to the end']);
  });

  test('native memory is freed', () => {
    const script = `
      const size = () => process.memoryUsage().rss / 2 ** 20;
      const fill = () => { const mixer = new OfflineMixer({ sampleRate: 48000, channels: [0, 2] });
        mixer.playBuffer(new Float32Array(2 ** 22)); mixer.render(64); };
      fill();
      for (let i = 0; i < 40; i++) { fill(); gc(); await new Promise((done) => setTimeout(done, 2)); }
      console.log(size() < 450 ? 'given back' : size());`;
    expect(ended(script, '--expose-gc')).toEqual([0, null, 'given back']);
  });

  test('native memory of cancelled actions is freed long before their start', () => {
    const script = `
      const size = () => process.memoryUsage().rss / 2 ** 20;
      const mixer = new OfflineMixer({ sampleRate: 48000, channels: [0, 1] });
      const endless = mixer.playBuffer(new Float32Array(100), { loop: { times: 'endless' } });
      for (let i = 0; i < 40; i++) {
        for (const start of [{ frame: 1e12 }, { after: endless }]) {
          mixer.cancel(mixer.playBuffer(new Float32Array(2 ** 22), { start }));
          mixer.render(64);
        }
        gc();
        await new Promise((done) => setTimeout(done, 2));
      }
      console.log(size() < 600 ? 'given back' : size());`;
    expect(ended(script, '--expose-gc')).toEqual([0, null, 'given back']);
  });
});
