/** A button of a command: its name and keys come from the command table. */
import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { COMMANDS, type CommandId } from '../../preload/commands.ts';
import { ariaKeysOf, shownKeysOf, useBindings } from '../keys/bindings.ts';
import { keepFocus } from '../keys/focus-return.ts';
import { IconButton } from '../ui/button.tsx';
import { targetOf } from './command-target.ts';
import { runCommand } from './run-command.ts';

interface CommandButtonProps
  extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'aria-label' | 'onClick'> {
  readonly command: CommandId;
  /** Accessible name; absent = the command's. */
  readonly label?: string;
  /** Text of the tooltip where it says more than the name. */
  readonly hint?: string;
  readonly children: ReactNode;
}

/** Runs the command for what the button lies in, a track's head for one. */
export function CommandButton({ command, label, children, ...rest }: CommandButtonProps) {
  const bindings = useBindings();
  return (
    <IconButton
      label={label ?? COMMANDS[command].name}
      keys={shownKeysOf(bindings, command)}
      aria-keyshortcuts={ariaKeysOf(bindings, command)}
      onClick={(event) => {
        keepFocus();
        runCommand(command, targetOf(event.currentTarget));
      }}
      {...rest}
    >
      {children}
    </IconButton>
  );
}
