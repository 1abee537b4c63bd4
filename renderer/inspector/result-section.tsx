/** What became of a clip's newest request. Frames count from the timeline's frame 0 in its loop pass. */
import { useMemo } from 'react';
import { type ActionRow, errorFrames, errorSeconds, timelineFrame } from '../../preload/actions.ts';
import type { Clip, Project } from '../../preload/project.ts';
import { passesText, type Verdict, verdictOfAction } from '../../preload/verdict.ts';
import { newestPlayed, useRuns } from '../runs/run-store.ts';
import { nowText } from '../runs/run-text.ts';
import { clipVerdictsOf, newestRequest } from '../store/clip-verdicts.ts';
import { useMirror, useMirrorAtPace } from '../store/mirror-store.ts';
import { DASH, figure, signedFigure } from '../ui/figures.ts';
import { framesText, signedMilliseconds } from '../ui/time-text.ts';
import { VerdictText } from '../ui/verdict.tsx';
import { DropoutLines } from './dropout-lines.tsx';
import { Property, Section } from './property.tsx';

export function ResultSection({ clip, project }: { clip: Clip; project: Project }) {
  const track = project.tracks.find(({ id }) => id === clip.trackId);
  const select = useMemo(() => clipVerdictsOf([{ clip, track }]), [clip, track]);
  const verdict = useMirror((mirror) => select(mirror)[clip.id]);
  const row = useMirrorAtPace((mirror) => newestRequest(mirror, clip.id).row);
  const waits = useMirror((mirror) => newestRequest(mirror, clip.id).waits);
  const passes = useMirror((mirror) => {
    const result = mirror.clipResults.get(clip.id);
    const isOfRun = result !== undefined && result.row.requestNumber >= mirror.runFromRequest;
    return isOfRun ? passesText(result) : '';
  });
  const isKnown = useMirror((mirror) => mirror.clipResults.has(clip.id));
  const run = useRuns(newestPlayed);
  const isOfRun = verdict !== undefined && verdict.kind !== 'notPlayed' && run !== null;
  return (
    <Section title="Result" {...((isOfRun || isKnown) && run !== null && { beside: nowText(run) })}>
      {verdict === undefined || verdict.kind === 'notPlayed' ? (
        <p className="section-note">
          {isKnown ? 'Not played in this run.' : 'Not played yet. Press Space to play.'}
        </p>
      ) : (
        <>
          {isOfRun && run.audible !== 'device' && (
            <p className="section-note">Not played through a device: nobody could hear it.</p>
          )}
          <Property name="Verdict" className="property-verdict">
            <VerdictText verdict={verdict} isLong />
          </Property>
          {passes !== '' && (
            <Property name="Loop passes" className="property-verdict">
              {passes}
            </Property>
          )}
          {row !== undefined && !waits && <Result row={row} verdict={verdict} />}
        </>
      )}
    </Section>
  );
}

function frameText(row: ActionRow, streamFrame: number | null): string {
  const frame = timelineFrame(row, streamFrame);
  return frame === null ? DASH : framesText(frame);
}

function ErrorText({ row }: { row: ActionRow }) {
  const error = errorFrames(row);
  if (error === null) return DASH;
  const seconds = errorSeconds(row);
  return (
    <>
      {signedFigure(error)}&nbsp;fr
      {seconds !== null && <span className="dim"> {signedMilliseconds(seconds)}</span>}
    </>
  );
}

function Result({ row, verdict }: { row: ActionRow; verdict: Verdict }) {
  const { stats } = row;
  const ofAction = verdictOfAction(row);
  return (
    <>
      {verdict.words !== ofAction.words && (
        <Property name="It was" className="property-verdict">
          <VerdictText verdict={ofAction} isLong />
        </Property>
      )}
      <Property name="Requested">{frameText(row, row.requestedFrame)}</Property>
      <Property name="Started">{frameText(row, row.actualFrame)}</Property>
      <Property name="Error">
        <ErrorText row={row} />
      </Property>
      <Property name="Played">
        {figure(row.doneFrames)} / {row.totalFrames === null ? '∞' : figure(row.totalFrames)}
      </Property>
      <DropoutLines row={row} />
      {row.outcome !== null && <Property name="Outcome">{row.outcome}</Property>}
      {row.skippedFrames > 0 && <Property name="Skipped">{framesText(row.skippedFrames)}</Property>}
      {row.starvedFrames > 0 && <Property name="Ran dry">{framesText(row.starvedFrames)}</Property>}
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
