/** The dialogs about the selected clips: how often or how long they repeat, and their colour. */
import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { type ReactNode, type RefObject, useRef, useState } from 'react';
import { partWithId } from '../../../preload/id-index.ts';
import { type Clip, MAX_FRAME } from '../../../preload/project.ts';
import type { Frames } from '../../../preload/units.ts';
import { changeableClips, patchEach, selectedClips } from '../../commands/clip-commands.ts';
import { useMirror } from '../../store/mirror-store.ts';
import { changeView, useView } from '../../store/view.ts';
import { ColourChoice } from '../../ui/colour-choice.tsx';
import { NO_NUMBER, numberFromText, refusalBetween, TextField } from '../../ui/text-field.tsx';
import { TimeField } from '../../ui/time-field.tsx';
import { clipsById } from './clip-edits.ts';
import { loopedOnce, loopedTimes, loopedUntil, mostRounds, roundFrames } from './clip-loops.ts';
import { lockedSentence } from './locked.ts';

function close(): void {
  changeView({ clipDialog: null });
}

export function ClipDialogs() {
  const shown = useView((view) => view.clipDialog);
  const chosenColour = useRef<HTMLButtonElement>(null);
  return (
    <Dialog.Root open={shown !== null} onOpenChange={(isOpen) => (isOpen ? undefined : close())}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup
          className="dialog clip-dialog"
          initialFocus={shown === 'colour' ? chosenColour : true}
        >
          {shown === 'loop' && <LoopPage />}
          {shown === 'colour' && <ColourPage chosen={chosenColour} />}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface PageProps {
  readonly title: string;
  readonly children: ReactNode;
}

function Page({ title, children }: PageProps) {
  return (
    <>
      <div className="dialog-head">
        <Dialog.Title className="dialog-title">{title}</Dialog.Title>
        <Dialog.Close className="quiet-button" aria-label="Close">
          <X size={14} aria-hidden />
        </Dialog.Close>
      </div>
      <div className="clip-dialog-page">{children}</div>
    </>
  );
}

function useSelectedClips(): readonly Clip[] {
  const project = useMirror((mirror) => mirror.project);
  const selection = useView((view) => view.selection);
  return clipsById(project, selection);
}

/** A count or a length that was typed; both say the same of the first clip. */
function LoopPage() {
  const clips = useSelectedClips();
  const [clip] = clips;
  if (clip === undefined) return null;
  return (
    <LoopFields key={clip.id} clip={clip} isLooped={clips.some(({ loop }) => loop !== null)} />
  );
}

const FEWEST_TIMES = 0.01;

function LoopFields({ clip, isLooped }: { readonly clip: Clip; readonly isLooped: boolean }) {
  const sampleRate = useMirror((mirror) => mirror.project.sampleRate);
  const isLocked = lockedSentence(selectedClips()) !== null;
  const round = roundFrames(clip);
  const [frames, setFrames] = useState(Math.max(clip.lengthFrames, 1));
  /** What was typed last decides for several clips. */
  const byTimes = useRef(true);
  const times = Number((frames / round).toFixed(3));
  const accept = (asked: Frames, isByTimes: boolean) => {
    byTimes.current = isByTimes;
    setFrames(asked);
    return null;
  };
  const apply = (patchOf: (each: Clip) => ReturnType<typeof loopedUntil>, label: string) => {
    patchEach(label, changeableClips(), patchOf);
    close();
  };
  return (
    <Page title="Loop">
      <div className="property">
        <span className="property-name" aria-hidden>
          Times
        </span>
        <TextField
          label="Times"
          className="figure"
          autoFocus
          text={`${times}`}
          onCommit={(typed) => {
            const asked = numberFromText(typed.replace(/[×x]/i, ''));
            if (asked === null) return NO_NUMBER;
            const range = [FEWEST_TIMES, mostRounds(clip)] as const;
            const refusal = refusalBetween(asked, range, 'A loop', (value) => `${value} times`);
            return refusal ?? accept(Math.max(1, Math.round(asked * round)), true);
          }}
          onStep={(direction) => accept(Math.max(1, Math.round(times + direction)) * round, true)}
        />
      </div>
      <div className="property">
        <span className="property-name" aria-hidden>
          Until
        </span>
        <TimeField
          label="Until its length is"
          what="A length"
          frames={frames}
          sampleRate={sampleRate}
          range={[1, MAX_FRAME - clip.startFrame]}
          onCommit={(asked) => accept(asked, false)}
        />
      </div>
      <div className="question-buttons">
        <button
          type="button"
          className="button"
          disabled={!isLooped || isLocked}
          onClick={() => apply(loopedOnce, 'Loop off')}
        >
          Loop off
        </button>
        <button
          type="button"
          className="button button-primary"
          disabled={isLocked}
          onClick={() =>
            apply(
              (each) =>
                byTimes.current && each.id !== clip.id
                  ? loopedTimes(each, frames / round)
                  : loopedUntil(each, frames),
              'Loop clip',
            )
          }
        >
          Loop
        </button>
      </div>
    </Page>
  );
}

function ColourPage({ chosen }: { readonly chosen: RefObject<HTMLButtonElement | null> }) {
  const clips = useSelectedClips();
  const tracks = useMirror((mirror) => mirror.project.tracks);
  const [first] = clips;
  if (first === undefined) return null;
  const [colour, ...others] = new Set(clips.map((clip) => clip.colour));
  const track = partWithId(tracks, first.trackId);
  return (
    <Page title="Colour">
      <ColourChoice
        label="Colour of the clip"
        tabStop={chosen}
        value={others.length === 0 ? colour : undefined}
        usual={{ name: 'As the track', colour: track?.colour ?? 0 }}
        onChange={(next) =>
          patchEach('Clip colour', clips, () => ({ colour: next }), 'clip-colour')
        }
      />
      <div className="question-buttons">
        <Dialog.Close className="button button-primary">Done</Dialog.Close>
      </div>
    </Page>
  );
}
