/** A sound of the Library: its file; of a take, its account. */
import type { BufferEntry, Take, TakeAccount } from '../../preload/project.ts';
import { lostAtText, lostText } from '../../preload/take-dropouts.ts';
import { counted } from '../../preload/units.ts';
import { verdictOfTake } from '../../preload/verdict.ts';
import { removeSource } from '../commands/commands.ts';
import { useMirror } from '../store/mirror-store.ts';
import { figure, rateText } from '../ui/figures.ts';
import { framesText, timeText } from '../ui/time-text.ts';
import { VerdictText } from '../ui/verdict.tsx';
import { FileSection } from './file-section.tsx';
import { Property, Section } from './property.tsx';

export function SoundSection({ sound }: { sound: BufferEntry | Take }) {
  const sessionRate = useMirror((mirror) => mirror.project.sampleRate);
  const media = useMirror((mirror) => mirror.media.get(sound.id));
  return (
    <>
      <Section title={sound.name}>
        <Property name="Length">{timeText(sound.frames, sessionRate)}</Property>
        <Property name="Frames">{framesText(sound.frames)}</Property>
        <Property name="Channels">{sound.channels}</Property>
        {'path' in sound && <BufferProperties buffer={sound} sessionRate={sessionRate} />}
        {media !== undefined && <Property name="Played from">{MEDIA_KINDS[media.kind]}</Property>}
        {media?.quality != null && <Property name="Resampler">{media.quality}</Property>}
        {media !== undefined && media.replacedSamples > 0 && (
          <Property name="Not numbers">
            <span className="tone-warn">{figure(media.replacedSamples)} made silent</span>
          </Property>
        )}
      </Section>
      <FileSection sound={sound} />
      {'account' in sound && <TakeProperties take={sound} />}
      <div className="section">
        <button type="button" className="button" onClick={() => removeSource(sound.id)}>
          Remove from the session
        </button>
      </div>
    </>
  );
}

const MEDIA_KINDS = {
  resident: 'memory',
  streamed: 'its file',
  copied: 'a decoded copy',
} as const;

function BufferProperties({ buffer, sessionRate }: { buffer: BufferEntry; sessionRate: number }) {
  return (
    <>
      <Property name="Format">{buffer.format}</Property>
      <Property name="File rate">
        {rateText(buffer.sourceSampleRate)}
        {buffer.sourceSampleRate === sessionRate ? '' : ` → ${rateText(sessionRate)}`}
      </Property>
      <Property name="File">
        <span className="path" title={buffer.path}>
          {buffer.path}
        </span>
      </Property>
    </>
  );
}

function TakeProperties({ take }: { take: Take }) {
  const { account } = take;
  return (
    <Section title="Recording">
      <Lost take={take} />
      {take.recoveredFrames > 0 && (
        <Property name="Recovered">{framesText(take.recoveredFrames)}</Property>
      )}
      {account === null ? (
        <p className="section-note">Recovered after a crash. Its account was lost.</p>
      ) : (
        <>
          <Property name="Device">{account.device}</Property>
          <Property name="Verdict" className="property-verdict">
            <TakeVerdict account={account} dropouts={take.dropoutCount} />
          </Property>
          <Property name="Stream frame">{figure(account.startStreamFrame)}</Property>
          <Property name="Latency">
            {framesText(account.latencyFrames)}{' '}
            <span className="faint">({LATENCY_SOURCES[account.latencySource]})</span>
          </Property>
          <Property name="Input u / o">
            {figure(account.stats.inputUnderflows)} / {figure(account.stats.inputOverflows)}
          </Property>
        </>
      )}
    </Section>
  );
}

function TakeVerdict({ account, dropouts }: { account: TakeAccount; dropouts: number }) {
  const verdict = verdictOfTake(account, dropouts);
  return verdict === null ? 'unknown' : <VerdictText verdict={verdict} isLong />;
}

/** Listed of a take with many. */
const MOST_LISTED = 6;

/** Where frames were lost while it was recorded. */
function Lost({ take: { dropouts, dropoutCount, sampleRate } }: { take: Take }) {
  const more = dropoutCount - Math.min(dropouts.length, MOST_LISTED);
  return (
    <>
      {dropouts.slice(0, MOST_LISTED).map((dropout) => (
        <Property key={`${dropout.frame} ${lostText(dropout)}`} name="Lost">
          <span className="tone-warn">{lostAtText(dropout, sampleRate)}</span>
        </Property>
      ))}
      {more > 0 && (
        <Property name="Lost">
          <span className="tone-warn">
            {dropouts.length === 0 ? counted(more, 'dropout') : `${figure(more)} more`}
          </span>
        </Property>
      )}
    </>
  );
}

const LATENCY_SOURCES: Readonly<Record<TakeAccount['latencySource'], string>> = {
  driver: 'claimed by the driver',
};
