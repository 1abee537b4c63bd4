/** A clip's newest account. Frames count from the timeline's frame 0 in its loop pass. */
import { type ActionRow, errorFrames } from '../../preload/actions.ts';
import { useMirror, useMirrorAtPace } from '../store/mirror-store.ts';
import { DASH, figure, signedFigure, signedMilliseconds } from '../ui/figures.ts';
import { outcomeText, outcomeTone, ToneText, verdictOf } from '../ui/verdict.tsx';
import { Property, Section } from './property.tsx';

export function ResultSection({ clipId }: { clipId: string }) {
  const active = useMirrorAtPace((mirror) =>
    mirror.activeActions.find((row) => row.clipId === clipId && row.state === 'active'),
  );
  const finished = useMirror((mirror) => mirror.clipResults.get(clipId));
  const row = active ?? finished;
  return (
    <Section title="Result">
      {row === undefined ? (
        <p className="section-note">Not played yet. Press Space to play.</p>
      ) : (
        <Result row={row} />
      )}
    </Section>
  );
}

function fromOrigin(frame: number | null, row: ActionRow): string {
  return frame === null ? DASH : `${figure(frame - (row.originFrame ?? 0))} fr`;
}

function errorText(row: ActionRow): string {
  const error = errorFrames(row);
  if (error === null) return DASH;
  const frames = `${signedFigure(error)} fr`;
  if (row.requestedTime === null || row.actualTime === null) return frames;
  return `${frames} · ${signedMilliseconds(row.actualTime - row.requestedTime)}`;
}

function Result({ row }: { row: ActionRow }) {
  const verdict = verdictOf(row);
  const { stats } = row;
  return (
    <>
      <Property name="Verdict" className="property-verdict">
        <ToneText tone={verdict?.tone ?? 'plain'}>{verdict?.words ?? 'waiting'}</ToneText>
      </Property>
      <Property name="Outcome">
        <ToneText tone={outcomeTone(row)}>{outcomeText(row)}</ToneText>
      </Property>
      <Property name="Requested">{fromOrigin(row.requestedFrame, row)}</Property>
      <Property name="Actual">{fromOrigin(row.actualFrame, row)}</Property>
      <Property name="Error">{errorText(row)}</Property>
      <Property name="Done">
        {figure(row.doneFrames)} / {row.totalFrames === null ? '∞' : figure(row.totalFrames)}
      </Property>
      {row.skippedFrames > 0 && <Property name="Skipped">{figure(row.skippedFrames)} fr</Property>}
      <Property name="Blocks">
        {figure(stats.blocks)}{' '}
        <span className="faint">
          ({figure(stats.minBlockSize)}–{figure(stats.maxBlockSize)})
        </span>
      </Property>
      <DropoutProperty name="Input u / o" pair={[stats.inputUnderflows, stats.inputOverflows]} />
      <DropoutProperty name="Output u / o" pair={[stats.outputUnderflows, stats.outputOverflows]} />
    </>
  );
}

function DropoutProperty({ name, pair }: { name: string; pair: readonly [number, number] }) {
  const [underflows, overflows] = pair;
  const isClean = underflows + overflows === 0;
  return (
    <Property name={name}>
      <span className={isClean ? 'faint' : 'tone-warn'}>
        {figure(underflows)} / {figure(overflows)}
      </span>
    </Property>
  );
}
