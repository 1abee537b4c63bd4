/** The file of a sound that is not what it was, or is cut short, and what may be done about it. */

import type { MediaStatus } from '../../preload/engine.ts';
import type { Outcome } from '../../preload/outcome.ts';
import {
  canAdapt,
  cutShortText,
  differencesOf,
  differenceTexts,
  framesThere,
  type LibrarySound,
  missingFrames,
  unreadText,
} from '../../preload/sound-file.ts';
import { counted } from '../../preload/units.ts';
import { bridge } from '../store/bridge.ts';
import { useMirror } from '../store/mirror-store.ts';
import { valueOrNotice } from '../store/notices.ts';
import { Section } from './property.tsx';

export function FileSection({ sound }: { sound: LibrarySound }) {
  const media = useMirror((mirror) => mirror.media.get(sound.id));
  const differences = differencesOf(sound, media);
  const usesCopy = 'usesCopy' in sound && sound.usesCopy;
  const remarks = [cutShortText(media), unreadText(media)].filter((text) => text !== null);
  if (differences.length === 0 && !usesCopy && remarks.length === 0) return null;
  return (
    <Section title="Its file">
      {differenceTexts(sound, media).map((text) => (
        <p key={text} className="section-note tone-warn">
          {capitalized(text)}
        </p>
      ))}
      {remarks.map((text) => (
        <p key={text} className="section-note tone-warn">
          {capitalized(text)}
        </p>
      ))}
      {usesCopy && <p className="section-note">{copyText(media)}</p>}
      {canAdapt(differences) && <ShortClips sound={sound} media={media} />}
      <div className="file-choices">
        {canAdapt(differences) && <AdaptChoices sound={sound} media={media} />}
        {(media?.state === 'cancelled' || media?.state === 'failed') && (
          <Choice
            text="Open again"
            label={`Open the file of ${sound.name} again`}
            choose={() => bridge().openSoundAgain({ sourceId: sound.id })}
          />
        )}
        <CopyChoice sound={sound} media={media} isWanted={differences.length > 0} />
        {'path' in sound && (
          <Choice
            text="Find another file…"
            label={`Find another file for ${sound.name}…`}
            choose={() => bridge().relinkBuffer({ sourceId: sound.id })}
          />
        )}
      </div>
    </Section>
  );
}

function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function copyText(media: MediaStatus | undefined): string {
  return media?.playsCopy === true
    ? 'Its kept decoded copy is played, whatever the file is.'
    : 'Its decoded copy is gone: the file is played.';
}

/** How many clips reach beyond what is there. */
function ShortClips({ sound, media }: { sound: LibrarySound; media: MediaStatus | undefined }) {
  const clips = useMirror((mirror) => mirror.project.clips);
  const frames = Math.min(media?.found?.frames ?? 0, framesThere(sound, media));
  const short = clips.filter(
    (clip) => clip.sourceId === sound.id && missingFrames(clip, frames) > 0,
  );
  if (short.length === 0) return null;
  return (
    <p className="section-note">
      {counted(short.length, 'clip reaches', 'clips reach')} beyond what is there.
    </p>
  );
}

function AdaptChoices({ sound, media }: { sound: LibrarySound; media: MediaStatus | undefined }) {
  const { id: sourceId, name } = sound;
  const isShorter = (media?.found?.frames ?? 0) < sound.frames;
  return (
    <>
      <Choice
        text={isShorter ? 'Adapt, keep clips' : 'Adapt'}
        label={`${isShorter ? 'Adapt, keep clips' : 'Adapt'}: take the file of ${name} as it is; what it lacks is silent`}
        choose={() => bridge().adaptSound({ sourceId, clips: 'keep' })}
      />
      {isShorter && (
        <Choice
          text="Adapt, shorten clips"
          label={`Adapt, shorten clips: take the file of ${name} as it is`}
          choose={() => bridge().adaptSound({ sourceId, clips: 'shorten' })}
        />
      )}
    </>
  );
}

function CopyChoice({
  sound,
  media,
  isWanted,
}: {
  sound: LibrarySound;
  media: MediaStatus | undefined;
  isWanted: boolean;
}) {
  const { id: sourceId, name } = sound;
  const usesCopy = 'usesCopy' in sound && sound.usesCopy;
  const choose = (wanted: boolean) => () => bridge().useCopy({ sourceId, usesCopy: wanted });
  if (usesCopy) {
    return (
      <Choice text="Play the file" label={`Play the file of ${name}`} choose={choose(false)} />
    );
  }
  if (!isWanted || media?.hasCopy !== true) return null;
  return (
    <Choice
      text="Keep the old copy"
      label={`Keep the old copy of ${name}: play what was decoded before`}
      choose={choose(true)}
    />
  );
}

interface ChoiceProps {
  readonly text: string;
  readonly label: string;
  readonly choose: () => Promise<Outcome<null>>;
}

function Choice({ text, label, choose }: ChoiceProps) {
  return (
    <button
      type="button"
      className="button"
      aria-label={label}
      title={label}
      onClick={() => void choose().then(valueOrNotice)}
    >
      {text}
    </button>
  );
}
