/** Pending wait() calls for the end of one action, or of all. */

import { deviceLostSentence, RtMixerError } from '../failure.ts';
import type { Action } from './action.ts';
import type { UnfinishedActions } from './unfinished-actions.ts';

interface Wait {
  /** null: every action. */
  readonly action: Action | null;
  readonly resolve: (action: Action | null) => void;
  readonly reject: (error: RtMixerError) => void;
}

function deviceLost(): RtMixerError {
  return new RtMixerError('device-lost', deviceLostSentence);
}

export class Waits {
  readonly #waits = new Set<Wait>();

  get any(): boolean {
    return this.#waits.size > 0;
  }

  add(action: Action | null): Promise<Action | null> {
    return new Promise((resolve, reject) => {
      this.#waits.add({ action, resolve, reject });
    });
  }

  /** Settles the waits whose actions are finished; `lost`: the device was lost while the stream was
   * running. */
  settle(unfinished: UnfinishedActions, unfinishedCount: number, lost: boolean): void {
    for (const wait of this.#waits) {
      const { action } = wait;
      const over = action === null ? unfinishedCount === 0 : !unfinished.has(action.id);
      if (over) {
        this.#waits.delete(wait);
        if (action === null ? lost : action.outcome === 'device-lost') {
          wait.reject(deviceLost());
        } else {
          wait.resolve(action);
        }
      }
    }
  }
}
