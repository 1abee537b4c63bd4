/** The name of a clip as a field over its title, while it is typed. */
import { partWithId, placeOfId } from '../../../preload/id-index.ts';
import type { Clip } from '../../../preload/project.ts';
import { refusalOf, sendEdit } from '../../store/editing.ts';
import { useMirror } from '../../store/mirror-store.ts';
import { changeView, useView, type View } from '../../store/view.ts';
import { TextField } from '../../ui/text-field.tsx';
import { clipRectangle } from '../canvas/geometry.ts';
import { viewportOf } from '../canvas/scene.ts';

const NARROWEST_PIXELS = 120;

export function ClipRename() {
  const renamedId = useView((view) => view.renamedId);
  const clips = useMirror((mirror) => mirror.project.clips);
  const clip = renamedId === null ? undefined : partWithId(clips, renamedId);
  return clip === undefined ? null : <NameField clip={clip} />;
}

function NameField({ clip }: { readonly clip: Clip }) {
  const view = useView((state): View => state);
  const project = useMirror((mirror) => mirror.project);
  const viewport = viewportOf(project, view);
  const { left, top, width } = clipRectangle(
    viewport,
    clip,
    placeOfId(project.tracks, clip.trackId),
  );
  const shownLeft = Math.min(
    Math.max(0, left),
    Math.max(0, view.trackAreaWidthPixels - NARROWEST_PIXELS),
  );
  const done = () => {
    changeView({ renamedId: null });
    const boxes = document.querySelectorAll<HTMLElement>('.clip-box');
    [...boxes].find((box) => box.dataset.clipId === clip.id)?.focus({ preventScroll: true });
  };
  return (
    <div
      className="clip-rename"
      style={{
        left: shownLeft,
        top: Math.max(0, top),
        width: Math.max(NARROWEST_PIXELS, Math.min(width, 320)),
      }}
    >
      <TextField
        key={clip.id}
        label={`Name of ${clip.name}`}
        text={clip.name}
        autoFocus
        onCommit={(typed) => {
          const name = typed.trim();
          if (name === '') return 'A clip needs a name.';
          const patches = [{ clipId: clip.id, patch: { name } }];
          const edit = { kind: 'patchClips', patches } as const;
          const refusal = refusalOf(edit);
          if (refusal === null) void sendEdit({ label: 'Rename clip', edit });
          return refusal;
        }}
        onDone={done}
      />
    </div>
  );
}
