/** The handles of one clip as sliders, while they are open: Tab walks them, arrows move them, Escape leaves. */
import { type FocusEvent, type KeyboardEvent, useEffect, useRef } from 'react';
import { partWithId, placeOfId } from '../../../preload/id-index.ts';
import type { Clip, Project, Track } from '../../../preload/project.ts';
import { nudgeFrames } from '../../commands/commands.ts';
import { sendEdit } from '../../store/editing.ts';
import { playheadFrame } from '../../store/live.ts';
import { mirrorNow, useMirror } from '../../store/mirror-store.ts';
import { changeView, useView, type View } from '../../store/view.ts';
import { clipRectangle } from '../canvas/geometry.ts';
import { viewportOf } from '../canvas/scene.ts';
import {
  type HandleFace,
  type HandleId,
  type HandleKey,
  handleChange,
  handlesOf,
} from './clip-handles.ts';

export function OpenHandles() {
  const clipId = useView((view) => view.openHandlesId);
  const project = useMirror((mirror) => mirror.project);
  const clip = partWithId(project.clips, clipId ?? '');
  const track = partWithId(project.tracks, clip?.trackId ?? '');
  const isThere = clip !== undefined && track !== undefined && !clip.locked;
  useEffect(() => {
    if (clipId !== null && !isThere) changeView({ openHandlesId: null });
  }, [clipId, isThere]);
  return isThere ? <HandleGroup key={clip.id} {...{ clip, track, project }} /> : null;
}

interface HandleGroupProps {
  readonly clip: Clip;
  readonly track: Track;
  readonly project: Project;
}

function HandleGroup({ clip, track, project }: HandleGroupProps) {
  const group = useRef<HTMLDivElement>(null);
  const view = useView((state): View => state);
  useEffect(() => {
    group.current?.querySelector<HTMLElement>('[data-handle="fadeIn"]')?.focus();
  }, []);
  useEffect(() => {
    // Undo may have taken the point that had the focus.
    if (document.activeElement !== document.body) return;
    group.current?.querySelector<HTMLElement>('[data-handle="gain"]')?.focus();
  });
  const viewport = viewportOf(project, view);
  const rectangle = clipRectangle(viewport, clip, placeOfId(project.tracks, track.id));
  const handles = handlesOf({ clip, rectangle, framesPerPixel: view.framesPerPixel }, project);
  const leave = (event: FocusEvent) => {
    if (event.relatedTarget instanceof Node && group.current?.contains(event.relatedTarget)) return;
    // What had the focus may have been a point that was removed.
    if (event.target.isConnected) changeView({ openHandlesId: null });
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would take part in forms.
    <div
      ref={group}
      role="group"
      className="open-handles"
      aria-label={`Handles of ${clip.name}`}
      onBlur={leave}
    >
      {handles.map((handle) => (
        <Handle key={handle.id} handle={handle} width={view.trackAreaWidthPixels} clip={clip} />
      ))}
    </div>
  );
}

interface HandleProps {
  readonly handle: HandleFace;
  readonly width: number;
  readonly clip: Clip;
}

function Handle({ handle, width, clip }: HandleProps) {
  const { id, label, text, now, least, most, orientation, at } = handle;
  return (
    <div
      role="slider"
      tabIndex={0}
      className="open-handle"
      data-handle={id}
      aria-label={label}
      aria-valuetext={text}
      aria-valuenow={now}
      aria-valuemin={least}
      aria-valuemax={most}
      aria-orientation={orientation}
      data-side={at.x > width / 2 ? 'right' : 'left'}
      style={{ left: Math.min(width - 4, Math.max(4, at.x)), top: at.y }}
      onKeyDown={(event) => pressHandle(event, clip, id)}
    >
      <span className="open-handle-text figure" aria-hidden>
        {label} {text}
      </span>
    </div>
  );
}

const ARROWS: Readonly<Record<string, readonly [along: number, up: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};
const NAMES: Readonly<Record<string, HandleKey['name']>> = {
  Enter: 'enter',
  Delete: 'delete',
  Backspace: 'delete',
  Insert: 'insert',
  '+': 'insert',
};

function handleKeyOf(event: KeyboardEvent): HandleKey | null {
  if (event.ctrlKey || event.metaKey) return null;
  const { shiftKey: shift, altKey } = event;
  const stepFrames = nudgeFrames(altKey ? (shift ? 'frame' : 'millisecond') : 'grid');
  const arrow = ARROWS[event.key];
  if (arrow !== undefined) {
    return { name: 'arrow', along: arrow[0], up: arrow[1], shift, stepFrames };
  }
  const name = NAMES[event.key];
  return name === undefined ? null : { name, along: 0, up: 0, shift, stepFrames };
}

function pressHandle(event: KeyboardEvent<HTMLElement>, clip: Clip, id: HandleId): void {
  if (event.key === 'Escape') {
    event.preventDefault();
    event.stopPropagation();
    closeHandles(clip.id);
    return;
  }
  const key = handleKeyOf(event);
  if (key === null) return;
  event.preventDefault();
  event.stopPropagation();
  const { project } = mirrorNow();
  const now = partWithId(project.clips, clip.id);
  if (now === undefined) return;
  const change = handleChange(project, now, id, key, Math.round(playheadFrame()));
  if (change === null) return;
  if (key.name === 'delete' && id.startsWith('point-')) focusHandle(event.currentTarget, 'gain');
  const patches = [{ clipId: clip.id, patch: change.patch }];
  const mergeKey = key.name === 'arrow' ? `handle-${id}-${clip.id}` : null;
  void sendEdit({ label: change.label, edit: { kind: 'patchClips', patches }, mergeKey });
}

function focusHandle(from: HTMLElement, id: HandleId): void {
  from.parentElement?.querySelector<HTMLElement>(`[data-handle="${id}"]`)?.focus();
}

/** The focus goes back to the clip. */
function closeHandles(clipId: string): void {
  const clips = document.querySelectorAll<HTMLElement>('.clip-box');
  [...clips].find((box) => box.dataset.clipId === clipId)?.focus({ preventScroll: true });
  changeView({ openHandlesId: null });
}
