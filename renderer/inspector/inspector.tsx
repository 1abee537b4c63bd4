/** The Inspector: what is selected with its results, its track, and the session, as tabs. */
import { type ReactNode, useState } from 'react';
import { partWithId } from '../../preload/id-index.ts';
import { type Clip, findSource, type Project } from '../../preload/project.ts';
import { useMirror } from '../store/mirror-store.ts';
import { useView } from '../store/view.ts';
import { previewed } from '../timeline/canvas/scene.ts';
import { clipsById } from '../timeline/clips/clip-edits.ts';
import { TabStrip } from '../ui/tab-strip.tsx';
import { ClipSection } from './clip-section.tsx';
import { EarlierRuns } from './earlier-runs.tsx';
import { FileSection } from './file-section.tsx';
import { ManyClipsSection } from './many-clips-section.tsx';
import { ResultSection } from './result-section.tsx';
import { SessionSection } from './session-section.tsx';
import { SoundSection } from './sound-section.tsx';
import { TrackSection } from './track-section.tsx';

type InspectorTab = 'selected' | 'track' | 'session';

/** The tab that was chosen by hand, as long as the same things are selected. */
interface ChosenTab {
  readonly tab: InspectorTab;
  readonly selection: ReadonlySet<string>;
  readonly sourceId: string | null;
  readonly trackId: string | null;
}

export function Inspector() {
  // The figures follow a clip while it is dragged.
  const preview = useView((view) => view.preview);
  const project = previewed(
    useMirror((mirror) => mirror.project),
    preview,
  );
  const selection = useView((view) => view.selection);
  const sourceId = useView((view) => view.selectedSourceId);
  const selectedTrackId = useView((view) => view.selectedTrackId);
  const clips = clipsById(project, selection);
  const source = sourceId === null ? undefined : findSource(project, sourceId);
  const trackId = clips[0]?.trackId ?? selectedTrackId;
  const track = trackId === null ? undefined : partWithId(project.tracks, trackId);
  const has = { selected: clips.length > 0 || source !== undefined, track: track !== undefined };
  const [chosen, setChosen] = useState<ChosenTab | null>(null);
  const isChosenHere =
    chosen?.selection === selection && chosen.sourceId === sourceId && chosen.trackId === trackId;
  const usual: InspectorTab = has.selected ? 'selected' : has.track ? 'track' : 'session';
  return (
    <section className="inspector" aria-label="Inspector">
      <TabStrip<InspectorTab>
        label="Inspector"
        value={isChosenHere ? chosen.tab : usual}
        texts={{ selected: selectedText(clips, source), track: 'Track', session: 'Session' }}
        pages={{
          selected: has.selected ? (
            <Selected clips={clips} project={project} source={source} />
          ) : (
            <Nothing>Select a clip on the timeline or a sound in the Library.</Nothing>
          ),
          track:
            track === undefined ? (
              <Nothing>Select a track: click its head or a clip on it.</Nothing>
            ) : (
              <TrackSection track={track} />
            ),
          session: <SessionSection />,
        }}
        onChange={(tab) => setChosen({ tab, selection, sourceId, trackId })}
      />
    </section>
  );
}

type SelectedSource = ReturnType<typeof findSource>;

function selectedText(clips: readonly Clip[], source: SelectedSource): string {
  if (clips.length > 1) return 'Clips';
  if (clips.length === 1 || source === undefined) return 'Clip';
  return 'account' in source ? 'Take' : 'Buffer';
}

function Nothing({ children }: { readonly children: ReactNode }) {
  return <p className="section section-note">{children}</p>;
}

interface SelectedProps {
  readonly clips: readonly Clip[];
  readonly project: Project;
  readonly source: SelectedSource;
}

function Selected({ clips, project, source }: SelectedProps) {
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
        <EarlierRuns key={`${clip.id} runs`} clipId={clip.id} />
      </>
    );
  }
  return source === undefined ? null : <SoundSection sound={source} />;
}
