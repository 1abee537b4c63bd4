/**
 * The project as main would keep it: edits with revisions, undo and redo with merged steps, media
 * statuses; and a session to look at, with every kind of clip.
 */
import { applyEdit, type Edit } from '../../preload/edits.ts';
import type { MediaStatus } from '../../preload/engine.ts';
import { failure, type Outcome, success } from '../../preload/outcome.ts';
import {
  type BufferEntry,
  type Clip,
  emptyProject,
  type Project,
  type Track,
} from '../../preload/project.ts';

export interface ConfirmedEdit {
  readonly revision: number;
  readonly editId: string | null;
  readonly edit: Edit;
}

interface UndoStep {
  readonly label: string;
  readonly mergeKey: string | null;
  readonly edit: Edit;
}

export class FakeSession {
  project: Project;
  revision = 0;
  readonly media = new Map<string, MediaStatus>();
  readonly #undo: UndoStep[] = [];
  readonly #redo: UndoStep[] = [];

  constructor(project: Project) {
    this.project = project;
    for (const buffer of project.buffers) this.media.set(buffer.id, readyMedia(buffer));
  }

  get undoLabel(): string | null {
    return this.#undo.at(-1)?.label ?? null;
  }

  get redoLabel(): string | null {
    return this.#redo.at(-1)?.label ?? null;
  }

  edit(
    edit: Edit,
    label: string,
    mergeKey: string | null,
    editId: string | null,
  ): Outcome<ConfirmedEdit> {
    const applied = applyEdit(this.project, edit);
    if (!applied.ok) return applied;
    const last = this.#undo.at(-1);
    const { inverse } = applied.value;
    if (mergeKey !== null && last?.mergeKey === mergeKey) {
      this.#undo.pop();
      const edits = [inverse, last.edit];
      this.#undo.push({ label, mergeKey, edit: { kind: 'batch', edits } });
    } else {
      this.#undo.push({ label, mergeKey, edit: inverse });
    }
    this.#redo.length = 0;
    return success(this.#confirm(applied.value.project, edit, editId));
  }

  undo(): Outcome<ConfirmedEdit> {
    return this.#takeBack(this.#undo, this.#redo, 'There is nothing to undo.');
  }

  redo(): Outcome<ConfirmedEdit> {
    return this.#takeBack(this.#redo, this.#undo, 'There is nothing to redo.');
  }

  #takeBack(from: UndoStep[], to: UndoStep[], sentence: string): Outcome<ConfirmedEdit> {
    const step = from.pop();
    if (step === undefined) return failure('edit-refused', sentence);
    const applied = applyEdit(this.project, step.edit);
    if (!applied.ok) return applied;
    to.push({ label: step.label, mergeKey: null, edit: applied.value.inverse });
    return success(this.#confirm(applied.value.project, step.edit, null));
  }

  #confirm(project: Project, edit: Edit, editId: string | null): ConfirmedEdit {
    this.project = project;
    this.revision += 1;
    return { revision: this.revision, editId, edit };
  }
}

function readyMedia(buffer: BufferEntry): MediaStatus {
  return {
    sourceId: buffer.id,
    state: 'ready',
    kind: 'resident',
    frames: buffer.frames,
    readyFrames: buffer.frames,
    quality: buffer.sourceSampleRate === 48_000 ? null : 'best',
    replacedSamples: 0,
    failure: null,
  };
}

export function fakeTrack(index: number, name: string, patch: Partial<Track> = {}): Track {
  return {
    id: `track-${index + 1}`,
    name,
    colour: index % 8,
    gainDb: 0,
    muted: false,
    soloed: false,
    armed: false,
    outputChannels: [1, 2],
    inputChannels: [1],
    ...patch,
  };
}

export function fakeBuffer(
  id: string,
  name: string,
  seconds: number,
  patch: Partial<BufferEntry> = {},
): BufferEntry {
  return {
    id,
    name,
    path: `/sounds/${name}`,
    channels: 1,
    frames: Math.round(seconds * 48_000),
    sourceSampleRate: 48_000,
    format: 'WAV, 24 bit',
    ...patch,
  };
}

export function fakeClip(
  id: string,
  trackId: string,
  source: BufferEntry,
  startSeconds: number,
  patch: Partial<Clip> = {},
): Clip {
  return {
    id,
    trackId,
    sourceId: source.id,
    name: source.name.replace(/\.\w+$/, ''),
    startFrame: Math.round(startSeconds * 48_000),
    offsetFrames: 0,
    lengthFrames: source.frames,
    gainDb: 0,
    belated: 'trim',
    channels: null,
    ...patch,
  };
}

/** A session like one of an experiment: stimuli, cues, voices, a room tone, answers. */
export function pilotSession(): Project {
  const knock = fakeBuffer('b-knock', 'door knock.wav', 0.84);
  const tone = fakeBuffer('b-tone', 'tone 441.wav', 2, { channels: 2 });
  const left = fakeBuffer('b-left', 'voice "left".flac', 1.43, { format: 'FLAC, 16 bit' });
  const right = fakeBuffer('b-right', 'voice "right".flac', 1.51, { format: 'FLAC, 16 bit' });
  const rain = fakeBuffer('b-rain', 'rain loop.flac', 62, {
    channels: 2,
    sourceSampleRate: 96_000,
    format: 'FLAC, 24 bit',
  });
  const beat = fakeBuffer('b-beat', 'metronome 90.ogg', 5.33, { format: 'Ogg Vorbis' });
  const glass = fakeBuffer('b-glass', 'glass.aiff', 1.12, {
    channels: 2,
    sourceSampleRate: 44_100,
    format: 'AIFF, 16 bit',
  });
  return {
    ...emptyProject('Reaction pilot 3', 48_000),
    tracks: [
      fakeTrack(0, 'Stimuli', { gainDb: -3 }),
      fakeTrack(1, 'Cues', { outputChannels: [1] }),
      fakeTrack(2, 'Voice', { gainDb: -6 }),
      fakeTrack(3, 'Room', { gainDb: -18 }),
      fakeTrack(4, 'Answers', { armed: true }),
    ],
    buffers: [knock, tone, left, right, rain, beat, glass],
    clips: [
      fakeClip('c-1', 'track-1', tone, 0.1),
      fakeClip('c-2', 'track-1', glass, 3),
      fakeClip('c-3', 'track-1', tone, 6, { gainDb: -3 }),
      fakeClip('c-4', 'track-2', knock, 0.5),
      fakeClip('c-5', 'track-2', knock, 2.5),
      fakeClip('c-6', 'track-2', knock, 4.5),
      fakeClip('c-7', 'track-2', knock, 7),
      fakeClip('c-8', 'track-3', left, 1),
      fakeClip('c-9', 'track-3', right, 4),
      fakeClip('c-10', 'track-3', left, 8),
      fakeClip('c-11', 'track-4', rain, 0, { gainDb: -2 }),
    ],
    markers: [{ id: 'm-1', name: 'Block 2', frame: 6 * 48_000 }],
    loop: { enabled: true, startFrame: 2 * 48_000, endFrame: 6 * 48_000 },
  };
}
