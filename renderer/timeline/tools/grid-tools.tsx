/** The grid as a field with its menu: usual grids, and what Snap is on to. With a grid of beats the tempo
 * beside it. */
import { ChevronDown } from 'lucide-react';
import {
  beatsPerMinuteText,
  gridFromText,
  gridText,
  tempoFromText,
  tempoText,
} from '../../../preload/grid.ts';
import type { Grid, Project, Tempo } from '../../../preload/project.ts';
import { changeGrid, changeTempo } from '../../commands/session-commands.ts';
import { mirrorNow, useMirror } from '../../store/mirror-store.ts';
import { SNAP_KIND_NAMES, SNAP_KINDS, withKind } from '../../store/snap-kinds.ts';
import { changeView, useView } from '../../store/view.ts';
import { DropMenu, MenuCheck, MenuChoice, MenuLine } from '../../ui/menu.tsx';
import { TextField } from '../../ui/text-field.tsx';

const TIME_GRIDS = [0.001, 0.01, 0.1, 0.5, 1] as const;
const BEAT_GRIDS = ['bar', 'beat', 'half', 'quarter'] as const;

const GRIDS: readonly Grid[] = [
  ...TIME_GRIDS.map((seconds) => ({ kind: 'time', seconds }) as const),
  ...BEAT_GRIDS.map((division) => ({ kind: 'beats', division }) as const),
];

export function GridTools() {
  const { grid, tempo } = useMirror((mirror) => mirror.project);
  const text = gridText(grid, tempo);
  return (
    <>
      <div className="tool-grid">
        <TextField
          label="Grid"
          className="figure"
          text={text}
          onCommit={(typed) => {
            const asked = gridFromText(typed, mirrorNow().project.tempo);
            return typeof asked === 'string' ? asked : changeGrid(asked);
          }}
        />
        <SnapMenu grid={grid} tempo={tempo} text={text} />
      </div>
      {grid.kind === 'beats' && <TempoField tempo={tempo} />}
    </>
  );
}

function TempoField({ tempo }: Pick<Project, 'tempo'>) {
  return (
    <div className="tool-tempo">
      <TextField
        label="Tempo and signature"
        className="figure"
        text={tempoText(tempo)}
        onCommit={(typed) => {
          const asked = tempoFromText(typed, mirrorNow().project.tempo);
          return typeof asked === 'string' ? asked : changeTempo('Tempo', asked);
        }}
      />
    </div>
  );
}

interface SnapMenuProps extends Pick<Project, 'grid' | 'tempo'> {
  readonly text: string;
}

function SnapMenu({ grid, tempo, text }: SnapMenuProps) {
  const kinds = useView((view) => view.snapKinds);
  return (
    <DropMenu
      label={`Snap to: ${text}`}
      className="tool-grid-menu"
      trigger={<ChevronDown size={12} aria-hidden />}
    >
      <MenuChoice
        value={gridText(grid, tempo)}
        options={GRIDS.map((each) => ({
          value: gridText(each, tempo),
          text: menuText(each, tempo),
        }))}
        onChange={(value) => {
          const chosen = GRIDS.find((each) => gridText(each, tempo) === value);
          if (chosen !== undefined) changeGrid(chosen);
        }}
      />
      <MenuLine />
      {SNAP_KIND_NAMES.map((kind) => (
        <MenuCheck
          key={kind}
          checked={kinds.includes(kind)}
          onChange={(isOn) => changeView({ snapKinds: withKind(kinds, kind, isOn) })}
        >
          {SNAP_KINDS[kind]}
        </MenuCheck>
      ))}
    </DropMenu>
  );
}

/** Notes are of the tempo, times are not. */
function menuText(grid: Grid, tempo: Tempo): string {
  const text = gridText(grid, tempo);
  if (grid.kind !== 'beats') return text;
  return grid.division === 'bar' ? 'Bar' : `${text} at ${beatsPerMinuteText(tempo)}`;
}
