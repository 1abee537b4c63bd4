/** Which unfinished action begins after which other one. Finished links are forgotten, so that an
 * endless chain takes bounded memory. */

import type { CancelOptions, MixerRequest } from '../requests/request.ts';
import { type Action, type PlaceInChain, placeOf } from './action.ts';
import type { UnfinishedActions } from './unfinished-actions.ts';

/** What an action begins after: an action, or the index of another one of the same call. */
export interface Predecessor {
  readonly before: Action | number;
  /** Frames of silence between the two, the gaps of what `before` stands for included. */
  readonly gap: number;
}

interface Link {
  before: Link | null;
  /** Frames after the end of `before`. */
  gap: number;
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
    const link: Link = { before: null, gap: 0, action, followers: new Set() };
    this.#links.set(action.id, link);
    return link;
  }

  /** Enters which of `actions` begin after something else, by their index. */
  enter(
    predecessors: ReadonlyMap<number, Predecessor> | null,
    actions: readonly Action[],
    unfinished: UnfinishedActions,
  ): void {
    for (const [index, { before, gap }] of predecessors ?? []) {
      const predecessor = typeof before === 'number' ? actions[before] : placeOf(before).action;
      if (predecessor !== undefined && unfinished.has(predecessor.id)) {
        this.#add(actions[index] as Action, predecessor, gap);
      }
    }
  }

  #add(follower: Action, predecessor: Action, gap: number): void {
    const link = this.#linkOf(follower);
    link.gap = gap;
    link.before = this.#linkOf(predecessor);
    link.before.followers.add(link);
  }

  /** The action is finished. If it was cancelled before its start, its followers now follow its
   * predecessor, which is returned with what was between the two; otherwise null. */
  remove(action: Action, neverBegan: boolean): PlaceInChain | null {
    const link = this.#links.get(action.id);
    if (link === undefined) {
      return null;
    }
    const { before, gap, followers } = link;
    this.#links.delete(action.id);
    link.before = null;
    before?.followers.delete(link);
    if (!neverBegan || before === null) {
      return null;
    }
    for (const follower of followers) {
      follower.before = before;
      follower.gap += gap;
      before.followers.add(follower);
    }
    return { action: before.action, gap };
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
