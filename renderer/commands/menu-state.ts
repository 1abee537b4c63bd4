/**
 * Tells main which entries of the application menu cannot be done now, by what the command table says they
 * need, so that they are grey there. Looked at again when something changed, a few times a second at most.
 */
import { APPLICATION_MENU, type CommandId } from '../../preload/commands.ts';
import { bridge } from '../store/bridge.ts';
import { liveNow, onLive } from '../store/live.ts';
import { mirrorStore } from '../store/mirror-store.ts';
import { viewStore } from '../store/view.ts';
import { focusTarget } from './command-target.ts';
import { isTextFocused, reasonAgainst, TEXT_COMMANDS } from './run-command.ts';

/** A menu is not opened and read faster. While something plays there is always a change. */
const PACE_MILLISECONDS = { stopped: 250, playing: 1_000 };

const IN_MENU: readonly CommandId[] = APPLICATION_MENU.flatMap(({ lines }) =>
  lines.filter((line) => line !== '-'),
);

/** In the order of the menu. */
export function greyCommands(): readonly CommandId[] {
  if (mirrorStore.getState().mirror === null) return [];
  const target = focusTarget();
  const isText = isTextFocused();
  return IN_MENU.filter((id) => {
    if (isText && TEXT_COMMANDS.has(id)) return false;
    return reasonAgainst(id, target) !== null;
  });
}

/** From now on. */
export function followMenuState(): void {
  let told = '';
  let timer: ReturnType<typeof setTimeout> | null = null;
  const tell = () => {
    timer = null;
    const commands = greyCommands();
    const text = commands.join(' ');
    if (text === told) return;
    told = text;
    void bridge().greyMenu({ commands });
  };
  const soon = () => {
    if (timer !== null) return;
    const isStopped = liveNow().transport.state === 'stopped';
    timer = setTimeout(tell, isStopped ? PACE_MILLISECONDS.stopped : PACE_MILLISECONDS.playing);
  };
  mirrorStore.subscribe(soon);
  viewStore.subscribe(soon);
  window.addEventListener('focusin', soon);
  window.addEventListener('focusout', soon);
  // What the playhead decides; while it moves no menu has to follow it to the frame.
  let frame = liveNow().transport.positionFrame;
  onLive(({ transport }) => {
    if (transport.positionFrame === frame) return;
    frame = transport.positionFrame;
    soon();
  });
  soon();
}
