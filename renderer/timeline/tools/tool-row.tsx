/** The tool row above the ruler: what is done to tracks and clips, what drags snap to, and the zoom. */
import {
  ArrowRightToLine,
  ChevronDown,
  Ellipsis,
  Flag,
  Magnet,
  Maximize,
  Minus,
  Plus,
  SplitSquareHorizontal,
} from 'lucide-react';
import { useRef } from 'react';
import { COMMANDS, type CommandId } from '../../../preload/commands.ts';
import { CommandButton } from '../../commands/command-button.tsx';
import { useRovingToolbar } from '../../keys/roving-focus.ts';
import { useMirror } from '../../store/mirror-store.ts';
import { SNAP_KIND_NAMES, SNAP_KINDS, withKind } from '../../store/snap-kinds.ts';
import { TRACK_HEIGHT_NAMES, type TrackHeight } from '../../store/track-heights.ts';
import { changeView, type SnapStep, setAllHeights, useView } from '../../store/view.ts';
import { figure } from '../../ui/figures.ts';
import { DropMenu, MenuCheck, MenuChoice, MenuLine } from '../../ui/menu.tsx';

export function ToolRow() {
  const element = useRef<HTMLDivElement>(null);
  useRovingToolbar(element);
  return (
    <div className="tools" role="toolbar" aria-label="Tools" ref={element}>
      <div className="tools-heads">
        <CommandButton command="addTrack" className="tool-button">
          <Plus size={16} aria-hidden />
          Track
        </CommandButton>
        <HeightTools />
      </div>
      <div className="tools-tracks">
        <SnapTools />
        <FollowTool />
        <span className="tool-line" aria-hidden />
        <CommandButton command="split" className="tool-button">
          <SplitSquareHorizontal size={16} aria-hidden />
          <span className="tool-word">Split</span>
        </CommandButton>
        <CommandButton command="addMarker" className="tool-button">
          <Flag size={16} aria-hidden />
          <span className="tool-word">Marker</span>
        </CommandButton>
        <MoreTools />
        <ZoomTools />
      </div>
    </div>
  );
}

const HEIGHT_COMMANDS = {
  S: 'allTracksSmall',
  M: 'allTracksMedium',
  L: 'allTracksLarge',
} as const satisfies Readonly<Record<TrackHeight, CommandId>>;

function HeightTools() {
  const height = useView((view) => view.trackHeight);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would take part in forms.
    <div className="tool-heights" role="group" aria-label="Heights">
      <span aria-hidden>Heights</span>
      <div className="tool-segment">
        {TRACK_HEIGHT_NAMES.map((name) => (
          <CommandButton key={name} command={HEIGHT_COMMANDS[name]} aria-pressed={name === height}>
            {name}
          </CommandButton>
        ))}
      </div>
    </div>
  );
}

/** What has no room in a narrow window. */
function MoreTools() {
  const height = useView((view) => view.trackHeight);
  return (
    <DropMenu
      label="More tools"
      className="tool-button tool-more"
      trigger={<Ellipsis size={16} aria-hidden />}
    >
      <MenuChoice
        value={height}
        options={TRACK_HEIGHT_NAMES.map((name) => ({
          value: name,
          text: COMMANDS[HEIGHT_COMMANDS[name]].name,
        }))}
        onChange={setAllHeights}
      />
    </DropMenu>
  );
}

const SNAP_STEPS: readonly { value: SnapStep; text: string }[] = [
  { value: 'grid', text: 'Grid' },
  { value: 0.001, text: '0:00.001' },
  { value: 0.01, text: '0:00.010' },
  { value: 0.1, text: '0:00.100' },
  { value: 0.5, text: '0:00.500' },
  { value: 1, text: '0:01.000' },
];

function SnapTools() {
  const step = useView((view) => view.snapStep);
  const isOn = useView((view) => view.snap !== 'off');
  const kinds = useView((view) => view.snapKinds);
  const text = SNAP_STEPS.find((option) => option.value === step)?.text ?? `${step} s`;
  return (
    <>
      <CommandButton command="toggleSnap" className="tool-button" aria-pressed={isOn}>
        <Magnet size={16} aria-hidden />
      </CommandButton>
      <DropMenu
        label={`Snap to: ${text}`}
        className="tool-choice figure"
        trigger={
          <>
            <span className="tool-choice-text">{text}</span>
            <ChevronDown size={12} aria-hidden />
          </>
        }
      >
        <MenuChoice
          value={step}
          options={SNAP_STEPS}
          onChange={(value) => changeView({ snap: value, snapStep: value })}
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
    </>
  );
}

/** While something plays it tells whether the view follows now: scrolling by hand ends that. */
function FollowTool() {
  const isStopped = useMirror((mirror) => mirror.transportState === 'stopped');
  const isOn = useView((view) => (isStopped ? view.follows : view.isFollowing));
  return (
    <CommandButton command="toggleFollow" className="tool-button" aria-pressed={isOn}>
      <ArrowRightToLine size={16} aria-hidden />
    </CommandButton>
  );
}

function ZoomTools() {
  const text = useView(({ framesPerPixel }) =>
    framesPerPixel >= 1 ? `1 : ${figure(framesPerPixel)}` : `${figure(1 / framesPerPixel)} : 1`,
  );
  return (
    <div className="tool-zoom">
      <CommandButton command="zoomOut" className="tool-button">
        <Minus size={16} aria-hidden />
      </CommandButton>
      <span className="zoom-scale figure">
        <span className="hidden-text">Zoom, pixels to frames: </span>
        {text}
      </span>
      <CommandButton command="zoomIn" className="tool-button">
        <Plus size={16} aria-hidden />
      </CommandButton>
      <CommandButton command="zoomToFit" className="tool-button">
        <Maximize size={16} aria-hidden />
      </CommandButton>
    </div>
  );
}
