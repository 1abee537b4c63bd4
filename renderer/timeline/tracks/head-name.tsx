/** The name in a head, of a track or a group: a double click, Enter or Rename makes it a field. */
import { targetOf } from '../../commands/command-target.ts';
import { runCommand } from '../../commands/run-command.ts';
import { changeView, useView } from '../../store/view.ts';
import { TextField } from '../../ui/text-field.tsx';

interface HeadNameProps {
  /** Of the track or the group. */
  readonly id: string;
  readonly name: string;
  /** Of the field. */
  readonly label: string;
  /** Why the name is refused, a sentence; null = it is taken. */
  readonly onCommit: (name: string) => string | null;
}

export function HeadName({ id, name, label, onCommit }: HeadNameProps) {
  const isRenaming = useView((view) => view.renamedId === id);
  if (!isRenaming) {
    return (
      <button
        type="button"
        className="track-name"
        title={`${name} (double-click to rename)`}
        onDoubleClick={(event) => runCommand('rename', targetOf(event.currentTarget))}
        onClick={(event) => {
          // Enter; a click of the pointer only selects.
          if (event.detail === 0) runCommand('rename', targetOf(event.currentTarget));
        }}
      >
        {name}
      </button>
    );
  }
  return (
    <TextField
      label={label}
      className="track-name-field"
      text={name}
      autoFocus
      onDone={() => changeView({ renamedId: null })}
      onCommit={(typed) => onCommit(typed.trim())}
    />
  );
}
