/**
 * Random edits of a whole studio whose timeline plays on the mixer's core, rendered by the test, beside a plain
 * model of the project, of undo and of redo.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect } from 'vitest';
import { loadNativeMixer } from '../../../main/engine/native-library.ts';
import type { MixerStream, NativeMixer, StreamAction } from '../../../main/engine/native-mixer.ts';
import { offlineRun } from '../../../main/headless/offline-native.ts';
import { readSession } from '../../../main/project/session-reader.ts';
import type { Edit } from '../../../preload/edits.ts';
import type { Project } from '../../../preload/project.ts';
import { type FakeStudio, fakeStudio, fill, temporaryFolder } from '../../support/fake-studio.ts';
import { ModelHistory } from '../../support/model-project.ts';
import { COMMANDS } from '../../support/random-commands.ts';
import {
  EDIT_KINDS,
  EditDice,
  NewIds,
  RANDOM_EDITS,
  randomEdit,
  randomSession,
  SOUND_FRAMES,
} from '../../support/random-edits.ts';
import { writeWav } from '../../support/wav-file.ts';

const ADDON = path.resolve('native/build/Release/rtmixer.node');
const BLOCK = 512;
/** In any order, between the edits. */
const OTHERS = ['undo', 'undo', 'redo', 'redo', 'play', 'seek', 'stop'] as const;
const STEPS: string[] = [...EDIT_KINDS, ...Object.keys(COMMANDS), ...OTHERS, ...OTHERS];

function isEdited(name: string): boolean {
  return name in RANDOM_EDITS || name in COMMANDS;
}

/** Every edit and command once, in any order, with undo, redo and the transport in between. */
export const randomUse = fc.record({
  steps: fc.shuffledSubarray(STEPS, { minLength: STEPS.length }),
  seed: fc.nat(),
});

/** What came about in all uses. */
export interface Uses {
  /** Names of edits and commands. */
  readonly accepted: Set<string>;
  /** Of actions that began. */
  played: number;
}

interface Equipment {
  readonly render: (frames: number) => void;
  readonly asked: AskedActions;
  readonly dice: EditDice;
  readonly uses: Uses;
}

class RandomEdits {
  readonly done: string[] = [];
  readonly #fake: FakeStudio;
  readonly #render: Equipment['render'];
  readonly #asked: AskedActions;
  readonly #dice: EditDice;
  readonly #uses: Uses;
  readonly #beginning: Project;
  readonly #model: ModelHistory;
  readonly #ids = new NewIds();

  constructor(fake: FakeStudio, { render, asked, dice, uses }: Equipment) {
    this.#fake = fake;
    this.#render = render;
    this.#asked = asked;
    this.#dice = dice;
    this.#uses = uses;
    this.#beginning = fake.studio.project.project;
    this.#model = new ModelHistory(this.#beginning);
  }

  get #studio() {
    return this.#fake.studio;
  }

  get #project(): Project {
    return this.#studio.project.project;
  }

  async step(name: string): Promise<void> {
    const { transport, project } = this.#studio;
    if (isEdited(name)) {
      for (let tries = 20; tries > 0; tries -= 1) if (this.#edit(name, this.#made(name))) break;
    } else {
      this.done.push(name);
      if (name === 'undo') this.#takeBack('undo');
      if (name === 'redo') this.#takeBack('redo');
      if (name === 'play') await transport.play(this.#dice.frame());
      if (name === 'seek') await transport.seek(this.#dice.frame());
      if (name === 'stop') await this.stop();
    }
    expect(project.project).toEqual(this.#model.present);
    await this.#pass();
    expect(this.#asked.refused).toEqual([]);
  }

  /** What stops is silent a block later; what waits for a later frame is cancelled little by little. */
  async stop(): Promise<void> {
    const { transport, engine } = this.#studio;
    transport.stop();
    await this.#pass();
    const { actions } = this.#asked;
    expect(actions.filter(({ state }) => state === 'active').map(({ type }) => type)).toEqual([]);
    engine.stream?.takeLevels();
    const unfinished = async () => {
      await this.#pass();
      return actions.filter(({ state }) => state !== 'finished').map(({ type }) => type);
    };
    await expect.poll(unfinished, { interval: 1 }).toEqual([]);
    const peaks = [...(engine.stream?.takeLevels().output.peak ?? [])];
    expect(peaks.filter((peak) => peak > 0)).toEqual([]);
    this.#uses.played += actions.filter(({ actualFrame }) => actualFrame !== null).length;
    actions.length = 0;
  }

  /** While it plays: back to the beginning, and to the end again. */
  async walkHistory(): Promise<void> {
    const { project, transport } = this.#studio;
    // What was undone last is a part of the end.
    while (project.redoLabel !== null) await this.step('redo');
    const end = this.#project;
    await transport.play(0);
    while (project.undoLabel !== null) await this.step('undo');
    expect(project.project).toEqual(this.#beginning);
    await transport.play(0);
    while (project.redoLabel !== null) await this.step('redo');
    expect(project.project).toEqual(end);
  }

  /** As it is read before its edits are folded into the snapshot, and after. */
  async expectSaved(): Promise<void> {
    const { saving, folder } = this.#studio;
    expect(await saving.flush()).toBe(true);
    const { state, edits } = await readSession(folder);
    expect({ damage: edits.damage, project: state?.project }).toEqual({
      damage: 0,
      project: this.#project,
    });
    await this.#studio.close();
    expect((await readSession(folder)).state?.project).toEqual(this.#project);
  }

  /** null = the project has nothing for it. */
  #made(name: string): Edit | null {
    if (name in RANDOM_EDITS) {
      return randomEdit(name as Edit['kind'], this.#dice, this.#project, this.#ids);
    }
    const edit = COMMANDS[name]?.(this.#dice, this.#project, this.#ids) ?? null;
    return typeof edit === 'string' ? null : edit;
  }

  /** False = nothing was edited. */
  #edit(name: string, edit: Edit | null): boolean {
    if (edit === null) return false;
    this.done.push(`${name} ${JSON.stringify(edit)}`);
    const before = this.#project;
    const mergeKey = this.#dice.one([null, name, 'run']);
    const request = { editId: null, label: name, mergeKey, edit };
    const outcome = this.#studio.project.edit(request);
    if (outcome.ok) {
      this.#uses.accepted.add(name);
      this.#model.edit(edit, mergeKey);
      return true;
    }
    this.done.push(outcome.message);
    // What a person does is refused before it becomes an edit.
    expect(name in COMMANDS ? outcome.message : '').toBe('');
    expect(this.#project).toBe(before);
    return false;
  }

  #takeBack(way: 'undo' | 'redo'): void {
    const { project } = this.#studio;
    const label = way === 'undo' ? project.undoLabel : project.redoLabel;
    expect(project[way]()).toEqual({ ok: true, value: { label } });
    this.#model[way]();
  }

  /** Some blocks go by, once all clips are handed over. */
  async #pass(): Promise<void> {
    const { transport } = this.#studio;
    do await new Promise((resolve) => setImmediate(resolve));
    while (transport.isHandingOver);
    for (let block = 0; block < 2; block += 1) {
      this.#render(BLOCK);
      transport.tick();
    }
  }
}

/** What the mixer was asked for, and what it refused. */
interface AskedActions {
  readonly actions: StreamAction[];
  readonly refused: unknown[];
}

function watched(native: NativeMixer, asked: AskedActions): NativeMixer {
  return {
    ...native,
    openStream: async (setup) => {
      const opened = await native.openStream(setup);
      const { stream } = opened;
      const schedule = stream.schedule.bind(stream);
      const handedOver: MixerStream['schedule'] = (requests, options) => {
        try {
          const actions = schedule(requests, options);
          asked.actions.push(...actions);
          return actions;
        } catch (error) {
          asked.refused.push(error);
          throw error;
        }
      };
      return { ...opened, stream: Object.assign(stream, { schedule: handedOver }) };
    },
  };
}

/** A studio with the session, whose sounds are open and known. */
async function openRandomEdits(seed: number, uses: Uses): Promise<RandomEdits> {
  const folder = temporaryFolder();
  const asked: AskedActions = { actions: [], refused: [] };
  const offline = offlineRun(loadNativeMixer(ADDON));
  const fake = await fakeStudio({
    native: watched(offline.native, asked),
    userDataFolder: folder,
    arguments: { hostApi: 'Virtual', device: null, virtual: {} },
  });
  const { takes } = fake.studio.folder;
  mkdirSync(takes, { recursive: true });
  for (const [file, channels] of [
    [path.join(folder, 'tone.wav'), 2],
    [path.join(folder, 'voice.wav'), 1],
    [path.join(takes, 'take-1.wav'), 1],
  ] as const) {
    const samples = new Float32Array(SOUND_FRAMES * channels).fill(1 / 64);
    writeWav(file, samples, { channels, sampleRate: 48_000 });
  }
  await fill(fake, randomSession(folder));
  await expect
    .poll(() => {
      fake.studio.media.poll();
      const { buffers, takes: recorded } = fake.studio.project.project;
      return [
        ...fake.studio.media.statuses.map(({ state }) => state === 'ready'),
        ...[...buffers, ...recorded].map(({ content }) => content !== null),
      ];
    })
    .toEqual(Array(6).fill(true));
  const render = (frames: number) => void offline.render(frames);
  return new RandomEdits(fake, { render, asked, dice: new EditDice(seed), uses });
}

/** Throws with what was done when something was not as it has to be. */
export async function useAtRandom(steps: readonly string[], seed: number, uses: Uses) {
  const random = await openRandomEdits(seed, uses);
  try {
    await random.step('play');
    for (const step of steps) await random.step(step);
    await random.walkHistory();
    await random.stop();
    await random.expectSaved();
  } catch (error) {
    throw new Error(`Seed ${seed}, after\n${random.done.slice(-12).join('\n')}`, { cause: error });
  }
}
