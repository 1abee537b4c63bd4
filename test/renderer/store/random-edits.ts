/** Random edits in the window, of which main hears late, beside edits, undo and redo of main itself. */
import { expect } from 'vitest';
import type { Edit } from '../../../preload/edits.ts';
import type { Project } from '../../../preload/project.ts';
import { redo, refusalOf, sendEdit, undo } from '../../../renderer/store/editing.ts';
import { mirrorNow } from '../../../renderer/store/mirror-store.ts';
import { modelAfter } from '../../support/model-project.ts';
import { COMMANDS } from '../../support/random-commands.ts';
import {
  EDIT_KINDS,
  EditDice,
  NewIds,
  randomEdit,
  randomSession,
} from '../../support/random-edits.ts';
import { type WindowOnStudio, windowOnStudio } from '../../support/window-on-studio.ts';

/** Longer than a poll: many edits are on their way at once. */
const MOST_TURNS = 60;

export class RandomWindow {
  readonly done: string[] = [];
  /** Edits that main refused. */
  refused = 0;
  readonly #window: WindowOnStudio;
  readonly #dice: EditDice;
  readonly #ids = new NewIds();
  /** As main had it, by revision. */
  readonly #atRevision = new Map<number, Project>();

  private constructor(window: WindowOnStudio, dice: EditDice) {
    this.#window = window;
    this.#dice = dice;
    const { project } = window.studio;
    this.#atRevision.set(project.revision, project.project);
    project.onChange(({ revision, after }) => this.#atRevision.set(revision, after));
  }

  static async open(seed: number): Promise<RandomWindow> {
    const dice = new EditDice(seed);
    let isSlow = false;
    const turns = () => (isSlow ? dice.between(1, MOST_TURNS) : 1);
    const window = await windowOnStudio({ project: randomSession('/sounds'), turns });
    isSlow = true;
    return new RandomWindow(window, dice);
  }

  /** One edit, or something that comes between edits. */
  async step(): Promise<void> {
    const { studio } = this.#window;
    const others: readonly (readonly [string, () => unknown])[] = [
      ['undo', undo],
      ['redo', redo],
      ['play', () => studio.transport.play(this.#dice.frame())],
      ['stop', () => studio.transport.stop()],
      ['main edits', () => this.#editInMain()],
      ['main undoes', () => studio.project.undo()],
      ['an update is lost', () => this.#window.loseUpdate()],
      ['time passes', () => this.#window.pass(0.02)],
    ];
    if (this.#dice.chance(0.5)) this.#edit();
    else {
      const [name, act] = this.#dice.one(others);
      this.done.push(name);
      const acted = act();
      if (name === 'time passes') await acted;
      if (name === 'play') await this.#ended(acted as Promise<unknown>);
    }
    this.#expectConfirmed();
  }

  /** Everything arrives: both sides have the same. */
  async settle(): Promise<void> {
    const { studio, pass, updates } = this.#window;
    const isThere = () =>
      mirrorNow().pending.length === 0 && mirrorNow().revision === studio.project.revision;
    // An update that was lost is found missing with the next one, which may be the one that gets lost; main
    // waits two seconds for the word that it has arrived.
    for (let round = 1; round <= 4 && !(round > 1 && isThere()); round += 1) {
      const name = `Session ${updates.length}`;
      studio.project.applyOwn({ kind: 'patchProject', patch: { name } });
      for (let left = 50; left > 0 && !isThere(); left -= 1) await pass(0.05);
    }
    const { pending, confirmed, project, undoLabel, redoLabel } = mirrorNow();
    const main = studio.project;
    expect(pending).toEqual([]);
    expect(confirmed).toEqual(main.project);
    expect(project).toEqual(main.project);
    expect({ undoLabel, redoLabel }).toEqual({
      undoLabel: main.undoLabel,
      redoLabel: main.redoLabel,
    });
  }

  /** A Play waits for sounds, some of the time by the clock, which stands still but in `pass`. */
  async #ended(play: Promise<unknown>): Promise<void> {
    let isPlayed = false;
    void play.finally(() => {
      isPlayed = true;
    });
    await this.#window.settle();
    await this.#window.passUntil(() => isPlayed);
  }

  #made(project: Project): Edit | null {
    if (this.#dice.chance(0.5)) {
      return randomEdit(this.#dice.one(EDIT_KINDS), this.#dice, project, this.#ids);
    }
    const edit = this.#dice.one(Object.values(COMMANDS))(this.#dice, project, this.#ids);
    return typeof edit === 'string' ? null : edit;
  }

  /** Seen at once, whatever main says later. */
  #edit(): void {
    const before = mirrorNow().project;
    const edit = this.#made(before);
    if (edit === null || refusalOf(edit) !== null) return;
    this.done.push(`window: ${JSON.stringify(edit)}`);
    void sendEdit({ label: edit.kind, edit }).then((isDone) => {
      if (!isDone) this.refused += 1;
    });
    expect(mirrorNow().project).toEqual(modelAfter(before, edit));
  }

  #editInMain(): void {
    const { project } = this.#window.studio;
    const edit = this.#made(project.project);
    if (edit === null) return;
    this.done.push(JSON.stringify(edit));
    project.editOwn(edit.kind, edit);
  }

  #expectConfirmed(): void {
    const { confirmed, revision } = mirrorNow();
    expect(confirmed).toEqual(this.#atRevision.get(revision));
  }
}

/** Throws with what was done when both sides differ. */
export async function editInWindow(seed: number, steps: number): Promise<number> {
  const random = await RandomWindow.open(seed);
  try {
    for (let step = 1; step <= steps; step += 1) {
      await random.step();
      if (step % 20 === 0) await random.settle();
    }
    await random.settle();
  } catch (error) {
    throw new Error(`Seed ${seed}, after\n${random.done.slice(-30).join('\n')}`, { cause: error });
  }
  return random.refused;
}
