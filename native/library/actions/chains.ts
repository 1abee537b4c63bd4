/** Which unfinished action begins after which other one. Finished links are forgotten, so that an
 * endless chain takes bounded memory. */

import type { CancelOptions, MixerRequest } from '../requests/request.ts';
import { type Action, placeOf } from './action.ts';
import type { UnfinishedActions } from './unfinished-actions.ts';

interface Link {
  before: Link | null;
  readonly action: Action;
  readonly followers: Set<Link>;
}

export class Chains {
  readonly #links = new Map<number, Link>();

  #linkOf(action: Action): Link {
    const known = this.#links.get(action.id);
    if (known !== undefined) {
      return known;
    }
    const link: Link = { before: null, action, followers: new Set() };
    this.#links.set(action.id, link);
    return link;
  }

  /** Enters which of `actions` begin after something else; `predecessors` has, by their index, an
   * action or the index of another one. */
  enter(
    predecessors: ReadonlyMap<number, Action | number> | null,
    actions: readonly Action[],
    unfinished: UnfinishedActions,
  ): void {
    for (const [index, before] of predecessors ?? []) {
      const predecessor = typeof before === 'number' ? actions[before] : placeOf(before);
      if (predecessor !== undefined && unfinished.has(predecessor.id)) {
        this.#add(actions[index] as Action, predecessor);
      }
    }
  }

  #add(follower: Action, predecessor: Action): void {
    const link = this.#linkOf(follower);
    link.before = this.#linkOf(predecessor);
    link.before.followers.add(link);
  }

  /** The action is finished. If it was cancelled before its start, its followers now follow its
   * predecessor, which is returned; otherwise null. */
  remove(action: Action, neverBegan: boolean): Action | null {
    const link = this.#links.get(action.id);
    if (link === undefined) {
      return null;
    }
    const { before, followers } = link;
    this.#links.delete(action.id);
    link.before = null;
    before?.followers.delete(link);
    if (!neverBegan || before === null) {
      return null;
    }
    for (const follower of followers) {
      follower.before = before;
      before.followers.add(follower);
    }
    return before.action;
  }

  /** For each cancel of a chain: cancels of all that follow its target, and of what follows those,
   * as far as it is unfinished. */
  cancelsAfter(cuts: readonly (CancelOptions & { action: Action })[] | null): MixerRequest[][] {
    const all = (cuts ?? []).map(({ action, ...options }) =>
      this.#after(action).map((follower) => ({
        ...options,
        type: 'cancel' as const,
        action: follower,
      })),
    );
    return all.filter((cancels) => cancels.length > 0);
  }

  #after(action: Action): Action[] {
    const start = this.#links.get(action.id);
    const links = start === undefined ? [] : [...start.followers];
    // The list grows while it is iterated.
    for (const link of links) {
      for (const follower of link.followers) {
        links.push(follower);
      }
    }
    return links.map((link) => link.action);
  }
}
