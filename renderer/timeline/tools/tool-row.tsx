/** The tool row above the ruler: what is done to tracks and clips, what drags snap to, and the zoom. */
import {
  ArrowRightToLine,
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
import { TRACK_HEIGHT_NAMES, type TrackHeight } from '../../store/track-heights.ts';
import { setAllHeights, useView } from '../../store/view.ts';
import { figure } from '../../ui/figures.ts';
import { DropMenu, MenuChoice } from '../../ui/menu.tsx';
import { GridTools } from './grid-tools.tsx';

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

function SnapTools() {
  const isOn = useView((view) => view.isSnapping);
  return (
    <>
      <CommandButton command="toggleSnap" className="tool-button" aria-pressed={isOn}>
        <Magnet size={16} aria-hidden />
      </CommandButton>
      <GridTools />
    </>
  );
}

/** While something plays it tells whether the view follows now: scrolling by hand ends that. */
function FollowTool() {
  const isStopped = useMirror((mirror) => mirror.transportState === 'stopped');
  const isOn = useView((view) => (isStopped ? view.follows : view.isFollowing));
  return (
    <CommandButton command="toggleFollow" className="tool-button tool-follow" aria-pressed={isOn}>
      <ArrowRightToLine size={16} aria-hidden />
    </CommandButton>
  );
}

function ZoomScale() {
  const text = useView(({ framesPerPixel }) =>
    framesPerPixel >= 1 ? `1 : ${figure(framesPerPixel)}` : `${figure(1 / framesPerPixel)} : 1`,
  );
  return (
    <span className="zoom-scale figure">
      <span className="hidden-text">Zoom, pixels to frames: </span>
      {text}
    </span>
  );
}

function ZoomTools() {
  return (
    <div className="tool-zoom">
      <CommandButton command="zoomOut" className="tool-button">
        <Minus size={16} aria-hidden />
      </CommandButton>
      <ZoomScale />
      <CommandButton command="zoomIn" className="tool-button">
        <Plus size={16} aria-hidden />
      </CommandButton>
      <CommandButton command="zoomToFit" className="tool-button">
        <Maximize size={16} aria-hidden />
      </CommandButton>
    </div>
  );
}
