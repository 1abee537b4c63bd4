/** RtMixer beside what could be used instead, and beside the loops that show what is possible. */
import path from 'node:path';
import { type Bench, type Figure, margin } from './figure.ts';
import { startChromiumPeer } from './peers/chromium-peer.ts';
import { closeness, type MixingScene, mixing, type Rival } from './peers/mixing.ts';
import { MissingPeer, type Participant, startProgram } from './peers/participant.ts';
import { buildPrograms, type ProgramName, programFile } from './peers/programs.ts';
import { fewVoices, longestBlocks, sounds, soundsInWebAudio, starts } from './peers/sounds.ts';
import { sustained } from './peers/sustained.ts';
import { readable } from './table.ts';

export const peers: Bench = {
  name: 'peers',
  how: `Every mixer in a process of its own, asked in turns, medians. RtMixer and the loops: the core
library, called from C through mixer_schedule() and mixer_process(); "through OfflineMixer" says where
it was called from Node instead. C programs: CPU time of the thread that mixes. Chromium (its renderer
process), node-web-audio-api and OfflineMixer: CPU time of the whole process, all threads, because
there is no other; their blocks are always 128 frames. Voices are stereo at 48 kHz with a gain, each with
a second of its own, looped, so that 64 or more do not fit into the caches; "short" ones have 0.1 s, so
that 16 fit. Sustained voices begin and end all the time, so that each block reads from everywhere. Plain loop: eight voices per pass
with fused multiply-add, over the same buffers. Heap loop: a binary heap of onsets and a dense array.`,
  limitSeconds: 1_800,
  async measure() {
    buildPrograms();
    const missing: string[] = [];
    const started: Participant[] = [];
    const start = async (title: string, starting: () => Promise<Participant>) => {
      try {
        const participant = await starting();
        started.push(participant);
        return participant;
      } catch (error) {
        missing.push(`MISSING PEER: ${title} was not measured, because ${inWords(error)}`);
        return null;
      }
    };
    try {
      const core = await startC('rtmixer_program', 'the core');
      started.push(core);
      const openal = await start('OpenAL Soft', () => startC('openal_program', 'libopenal-dev'));
      const sdl = await start('SDL2_mixer', () => startC('sdl_mixer_program', 'libsdl2-mixer-dev'));
      const chromium = await start('Chromium', startChromiumPeer);
      const node = await start('node-web-audio-api', startNodeWebAudio);
      const rivals = [
        ...inC(openal, { few: 20, many: 5 }),
        ...inC(sdl, { few: 20, many: 3 }),
        ...onTheWeb(chromium, { few: 30, many: 20 }, { many: 4 }),
        ...onTheWeb(node, {}, {}),
      ];
      const figures = [
        ...(await mixing(core, rivals)),
        ...(await closeness(core)),
        ...(await sustained(core)),
        ...(await sounds(core)),
        ...(await starts(core)),
        ...(await fewVoices(core)),
        ...(await longestBlocks(core)),
        ...(await soundsInWebAudio(chromium, node, (sentence) => missing.push(sentence))),
      ];
      return { figures, remarks: [...missing, ...whereWeLose(figures), ...notClaimed] };
    } finally {
      for (const one of started) await one.close();
    }
  },
};

async function startC(name: ProgramName, library: string): Promise<Participant> {
  const file = programFile(name);
  if (file === null) throw new MissingPeer(`${library} is not installed`);
  return startProgram(file, []);
}

function startNodeWebAudio(): Promise<Participant> {
  const file = path.join(import.meta.dirname, 'peers/node-web-audio-program.ts');
  return startProgram(process.execPath, [file]);
}

function inWords(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function inC(participant: Participant | null, goals: Rival['goals']): Rival[] {
  if (participant === null) return [];
  const question = ({ voices, blockFrames, soundFrames }: MixingScene) =>
    `mix ${voices} ${blockFrames} ${soundFrames}`;
  return [{ participant, title: participant.name, isWeb: false, question, goals }];
}

function onTheWeb(
  participant: Participant | null,
  gainGoals: Rival['goals'],
  unityGoals: Rival['goals'],
): Rival[] {
  if (participant === null) return [];
  const rival = (title: string, word: string, goals: Rival['goals']): Rival => ({
    participant,
    title: `${participant.name}, ${title}`,
    isWeb: true,
    question: ({ voices, soundFrames }) => `mix ${voices} ${soundFrames} ${word}`,
    goals,
  });
  return [rival('GainNode each', 'gain', gainGoals), rival('no gain', 'unity', unityGoals)];
}

/** Goals that are missed, the farthest first, and the figures that are nearest to their goal. */
function whereWeLose(figures: readonly Figure[]): string[] {
  const judged = figures
    .flatMap((one) => {
      const own = margin(one);
      return own === null ? [] : [{ one, own }];
    })
    .sort((a, b) => a.own - b.own);
  const line = ({ one, own }: { one: Figure; own: number }) =>
    `  ${one.name}: ${readable(one.value)} ${one.unit}, ${readable(own * 100)} % of the goal${own < 1 && one.whenMissed !== undefined ? `; ${one.whenMissed}` : ''}`;
  const missed = judged.filter(({ own }) => own < 1);
  const nearest = judged.filter(({ own }) => own >= 1).slice(0, 3);
  return [
    `WHERE WE LOSE: ${missed.length} of ${judged.length} goals are missed${missed.length > 0 ? ', the farthest first:' : '.'}`,
    ...missed.map(line),
    ...(nearest.length > 0 ? ['Met with the smallest margin:', ...nearest.map(line)] : []),
  ];
}

const notClaimed = [
  'The largest honest gaps:',
  '  Many voices that do not fit into the caches are bound by memory: nobody can be much faster there,',
  '  and the plain loop, which keeps no account and knows no cancel, stays ahead of the mixer.',
  '  Web Audio places starts between two frames and resamples; RtMixer places them on frames and plays',
  '  what has the rate of the stream. OpenAL Soft pans and attenuates in space; RtMixer does not.',
  '  Chromium without GainNodes on an idle machine mixes few voices well: its weak points are gains,',
  '  sounds that are pending, and the price of one call.',
];
