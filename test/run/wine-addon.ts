/** The addon for Windows, gathered as for a package and played by Node of Windows under Wine. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gatherAddon } from '../../native/gather.ts';
import { builtAddon, windowsFolder } from '../../packaging/cross/built-addon.ts';
import { runStep } from '../../packaging/cross/step.ts';
import { nativeComponents } from '../../packaging/native-components.ts';
import { npmCommand } from '../../setup/npm.mjs';
import { startPulseAudio, unpackServer } from '../native/support/sound-servers.ts';
import { nodeOfWindows, runByWine, winePath } from '../support/wine.ts';

const root = path.resolve(import.meta.dirname, '..', '..');

/** PortAudio, libsndfile, libsamplerate, libmpg123 and the five that libsndfile needs. */
const LIBRARIES = 9;

/** What runs under Windows, and writes what it found as JSON. */
const PROGRAM = `
import { writeFileSync } from 'node:fs';
const { decodeFile, listDevices, MixerAndRecorder, Mixer } = await import(process.env.RTMIXER_LIBRARY);
const told = { platform: process.platform + ' ' + process.arch };
const mixer = new MixerAndRecorder({
  hostApi: 'Virtual', device: 'Virtual loopback', sampleRate: 48000, channels: [2, 2],
});
mixer.start();
const heard = new Float32Array(2 * 9600);
const [hit, take] = mixer.schedule([
  { type: 'playBuffer', samples: new Float32Array(200).fill(0.5), channels: [1, 2], start: { frame: 0 } },
  { type: 'recordBuffer', target: heard, channels: 2, start: { frame: 0 } },
], { origin: mixer.time + 3 }); // Node of Windows is slow at first, more so on a machine with much else to do.
await mixer.wait(take);
told.hit = hit.outcome;
told.off = hit.actualFrame - hit.requestedFrame;
told.heard = heard.filter((sample) => sample === 0.5).length;
await mixer.close();
const sound = await decodeFile(process.env.RTMIXER_SOUND, { sampleRate: 48000 });
told.decoded = sound.frames;
const { hostApis, devices } = listDevices();
told.hostApis = hostApis.map(({ name }) => name);
const out = devices.find(({ hostApi, maxOutputChannels }) => hostApi === 'MME' && maxOutputChannels > 0);
told.mme = out === undefined ? 'no device' : 'there';
if (out !== undefined) {
  const loud = new Mixer({ device: out.index, channels: 2, sampleRate: 48000 });
  loud.start();
  const played = loud.playBuffer(sound, { channels: [1, 2] });
  await loud.wait(played);
  told.mme = played.outcome;
  await loud.close();
}
writeFileSync(process.env.RTMIXER_TOLD, JSON.stringify(told));
`;

export interface ToldByWindows {
  readonly platform: string;
  readonly hit: string;
  readonly off: number;
  readonly heard: number;
  readonly decoded: number;
  readonly hostApis: readonly string[];
  /** How a sound on MME ended; `no device` where the system has none. */
  readonly mme: string;
}

/**
 * Has Node of Windows, in a file of this name, play with an addon; gives what it told. MME plays to a null sink of PulseAudio where
 * that can be had, else Wine has no device. Throws where Node fails.
 */
export async function toldByWindows(
  addon: string,
  programName = 'node.exe',
): Promise<ToldByWindows> {
  return playWith(nodeOfWindows(programName), {
    RTMIXER_LIBRARY: `file:///Z:${root}/native/index.ts`,
    RTMIXER_ADDON: winePath(addon),
  });
}

async function playWith(host: string, library: NodeJS.ProcessEnv): Promise<ToldByWindows> {
  const unpacked = unpackServer('pulseaudio');
  if ('missing' in unpacked) return play(host, library);
  const server = await startPulseAudio(unpacked.folder);
  try {
    const { PULSE_RUNTIME_PATH = '' } = server.environment;
    return await play(host, {
      ...library,
      PULSE_SERVER: `unix:${unpacked.folder}/socket`,
      PULSE_RUNTIME_PATH,
    });
  } finally {
    await server.stop();
    rmSync(unpacked.folder, { recursive: true, force: true });
  }
}

async function play(host: string, env: NodeJS.ProcessEnv): Promise<ToldByWindows> {
  const folder = path.join(windowsFolder, 'played');
  mkdirSync(folder, { recursive: true });
  const program = path.join(folder, 'program.mjs');
  const told = path.join(folder, 'told.json');
  rmSync(told, { force: true });
  writeFileSync(program, PROGRAM);
  const { status, output } = await runByWine({
    words: [host, program],
    folder,
    env: {
      ...env,
      RTMIXER_SOUND: winePath(path.join(root, 'assets', 'demo', 'knock.wav')),
      RTMIXER_TOLD: winePath(told),
    },
  });
  if (status !== 0) throw new Error(`Node of Windows ended with ${status}:\n${output}`);
  return JSON.parse(readFileSync(told, 'utf8')) as ToldByWindows;
}

/** Gathers and plays; gives how many things were as they have to be. Throws at the first that was not. */
export async function playUnderWine(): Promise<number> {
  const folder = path.join(windowsFolder, 'gathered');
  const { folder: built, target } = builtAddon('win32', 'x64');
  const gathered = await gatherAddon(built, folder, target);
  const named = (await nativeComponents(gathered)).map(({ name }) => name);
  const told = await toldByWindows(path.join(folder, 'rtmixer.node'));
  console.log(`  under Wine: ${JSON.stringify(told)}`);
  const expected: [string, boolean][] = [
    ['all of its libraries are gathered with their papers', named.length === LIBRARIES],
    ['Node of Windows loads it', told.platform === 'win32 x64'],
    ['a sound is on its frame', told.hit === 'completed' && told.off === 0],
    ['the loopback hears every frame', told.heard === 200],
    ['a file is decoded', told.decoded === 24_000],
    ['MME is there', told.hostApis.includes('MME')],
    ['a sound ends on MME, if it has a device', ['completed', 'no device'].includes(told.mme)],
  ];
  const wrong = expected.filter(([, isRight]) => !isRight).map(([name]) => name);
  if (wrong.length > 0) throw new Error(`${wrong.join('; ')}: not so. ${JSON.stringify(told)}`);
  return expected.length;
}

/** Plays with the npm package alone, whose addon for Windows is a prebuilt one; counts as above. */
export async function playFromPackage(): Promise<number> {
  const folder = path.join(windowsFolder, 'package');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { command, leading } = npmCommand();
  const words = [...leading, 'pack', '--silent', '--pack-destination', folder];
  const native = path.join(root, 'native');
  runStep({ title: 'pack the library', command, words, folder: native });
  const [archive = ''] = readdirSync(folder);
  runStep({ title: 'unpack it', command: 'tar', words: ['xzf', archive], folder });
  const { heard, off } = await playWith(nodeOfWindows('node.exe'), {
    RTMIXER_LIBRARY: `file:///Z:${folder}/package/dist/index.js`,
  });
  if (heard !== 200 || off !== 0) {
    throw new Error(`${heard} samples were heard, ${off} frames off.`);
  }
  return 1;
}
