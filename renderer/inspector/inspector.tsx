/** The Inspector: the selected clips or sound with their results; else the session. */
import { findSource } from '../../preload/project.ts';
import { useMirror } from '../store/mirror-store.ts';
import { useView } from '../store/view.ts';
import { previewed } from '../timeline/canvas/scene.ts';
import { clipsById } from '../timeline/clips/clip-edits.ts';
import { ClipSection } from './clip-section.tsx';
import { FileSection } from './file-section.tsx';
import { ManyClipsSection } from './many-clips-section.tsx';
import { ResultSection } from './result-section.tsx';
import { SessionSection } from './session-section.tsx';
import { SoundSection } from './sound-section.tsx';

export function Inspector() {
  return (
    <section className="inspector" aria-label="Inspector">
      <Selected />
    </section>
  );
}

function Selected() {
  // The figures follow a clip while it is dragged.
  const preview = useView((view) => view.preview);
  const project = previewed(
    useMirror((mirror) => mirror.project),
    preview,
  );
  const selection = useView((view) => view.selection);
  const selectedSourceId = useView((view) => view.selectedSourceId);
  const clips = clipsById(project, selection);
  const [clip] = clips;
  if (clips.length > 1) return <ManyClipsSection clips={clips} project={project} />;
  if (clip !== undefined) {
    const sound = findSource(project, clip.sourceId);
    return (
      <>
        <ClipSection clip={clip} project={project} />
        {sound !== undefined && <FileSection sound={sound} />}
        {/* Another clip is another section: the row is read at a pace of its own. */}
        <ResultSection key={clip.id} clip={clip} project={project} />
      </>
    );
  }
  const source = selectedSourceId === null ? undefined : findSource(project, selectedSourceId);
  return source === undefined ? <SessionSection /> : <SoundSection sound={source} />;
}
