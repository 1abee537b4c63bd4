/** The tool row above the ruler: what is done to tracks and clips, what drags snap to, and the zoom. */
import {
  ArrowRightToLine,
  ChevronDown,
  Flag,
  Magnet,
  Maximize,
  Minus,
  Plus,
  SplitSquareHorizontal,
} from 'lucide-react';
import { useRef } from 'react';
import { CommandButton } from '../../commands/command-button.tsx';
import { useRovingToolbar } from '../../keys/roving-focus.ts';
import { useMirror } from '../../store/mirror-store.ts';
import { changeView, type SnapStep, useView } from '../../store/view.ts';
import { figure } from '../../ui/figures.ts';
import { DropMenu, MenuChoice } from '../../ui/menu.tsx';

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
        <ZoomTools />
      </div>
    </div>
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
