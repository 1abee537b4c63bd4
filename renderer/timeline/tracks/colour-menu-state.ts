/** Whose colour is chosen in the menu of the eight, and where it is open. */
import { createStore } from 'zustand/vanilla';
import { type CommandTarget, targetTracks } from '../../commands/command-target.ts';

interface OpenColours {
  /** Of tracks, or of one group. */
  readonly trackIds: readonly string[];
  readonly groupId: string | null;
  readonly x: number;
  readonly y: number;
}

export const colourStore = createStore<{ readonly open: OpenColours | null }>(() => ({
  open: null,
}));

/** Below the head of what a command is about. */
export function openColours(target: CommandTarget): void {
  const tracks = targetTracks(target);
  const groupId = target.trackId === null ? target.groupId : null;
  const selector =
    groupId === null
      ? `[data-track-id="${target.trackId ?? tracks[0]?.id}"]`
      : `[data-group-id="${groupId}"]`;
  const head = document.querySelector(`.track-heads ${selector}`)?.getBoundingClientRect();
  colourStore.setState({
    open: {
      trackIds: tracks.map(({ id }) => id),
      groupId,
      x: head?.left ?? 8,
      y: (head?.top ?? 8) + 24,
    },
  });
}

export function closeColours(): void {
  colourStore.setState({ open: null });
}
