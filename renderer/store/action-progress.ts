/**
 * How far the live actions are. It changes with every update and is asked for by the few rows in view, so
 * it is kept outside React and outside the mirror: an update costs its numbers, not the rows.
 */
import type { ActionRow } from '../../preload/actions.ts';
import type { Update } from '../../preload/contract.ts';
import type { Frames } from '../../preload/units.ts';

/** Numbers of one action in `Update.actionProgress`. */
const PROGRESS_NUMBERS = 3;
const NO_NUMBERS = new Float64Array();

export interface Progress {
  readonly doneFrames: Frames;
  readonly blocks: number;
}

type ProgressChanges = Pick<Update, 'changedActions' | 'actionProgress' | 'finishedActions'>;

export class ActionProgress {
  /** By their request numbers. */
  readonly #newest = new Map<number, { doneFrames: Frames; blocks: number }>();
  readonly #listeners = new Set<() => void>();

  /** Of a whole new state: its rows have their progress. */
  begin(): void {
    this.#newest.clear();
    this.#tell();
  }

  /** A row of the same update is newer than its numbers there. */
  observe({ actionProgress, changedActions = [], finishedActions = [] }: ProgressChanges): void {
    const numbers = actionProgress ?? NO_NUMBERS;
    for (let at = 0; at < numbers.length; at += PROGRESS_NUMBERS) {
      const requestNumber = numbers[at] as number;
      const doneFrames = numbers[at + 1] as number;
      const blocks = numbers[at + 2] as number;
      const known = this.#newest.get(requestNumber);
      if (known === undefined) this.#newest.set(requestNumber, { doneFrames, blocks });
      else {
        known.doneFrames = doneFrames;
        known.blocks = blocks;
      }
    }
    for (const row of changedActions) this.#newest.delete(row.requestNumber);
    for (const row of finishedActions) this.#newest.delete(row.requestNumber);
    if (numbers.length > 0) this.#tell();
  }

  of(row: ActionRow): Progress {
    const known = row.state === 'finished' ? undefined : this.#newest.get(row.requestNumber);
    return known ?? { doneFrames: row.doneFrames, blocks: row.stats.blocks };
  }

  /** Calls the listener after every change; gives the function that ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

export const actionProgress = new ActionProgress();
