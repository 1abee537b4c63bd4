/** A tick on the time row for every dropout in view: what it was on hover and focus; Enter or a click opens
 * the counters. One tab stop, arrows go on. */
import { Tooltip } from '@base-ui/react/tooltip';
import { useRef } from 'react';
import { runCommand } from '../../commands/run-command.ts';
import { useRovingToolbar } from '../../keys/roving-focus.ts';
import { useMirror } from '../../store/mirror-store.ts';
import { useView } from '../../store/view.ts';
import { type DropoutMark, dropoutMarks, dropoutWords } from './dropout-marks.ts';

export function DropoutTicks() {
  const hasAny = useMirror((mirror) => mirror.dropouts.length > 0);
  return hasAny ? <ShownDropouts /> : null;
}

function ShownDropouts() {
  const element = useRef<HTMLDivElement>(null);
  useRovingToolbar(element);
  const dropouts = useMirror((mirror) => mirror.dropouts);
  const framesPerPixel = useView((view) => view.framesPerPixel);
  const scrollFrame = useView((view) => view.scrollFrame);
  const width = useView((view) => view.trackAreaWidthPixels);
  const marks = dropoutMarks(dropouts, { framesPerPixel, scrollFrame }, width);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would take part in forms; this is none.
    <div className="dropout-ticks" role="group" aria-label="Dropouts" ref={element}>
      {marks.map((mark) => (
        <DropoutTick key={mark.frame} mark={mark} />
      ))}
    </div>
  );
}

function DropoutTick({ mark }: { mark: DropoutMark }) {
  const sampleRate = useMirror((mirror) => mirror.project.sampleRate);
  const hostApi = useMirror((mirror) => mirror.stream.hostApi ?? 'the driver');
  const { title, source } = dropoutWords(mark, sampleRate, hostApi);
  return (
    <Tooltip.Root>
      <Tooltip.Trigger
        render={
          <button
            type="button"
            className="dropout-tick"
            aria-label={`${title}, ${source}`}
            style={{ left: mark.leftPixels }}
            onPointerDown={(event) => event.stopPropagation()}
            onClick={() => runCommand('showStream')}
          />
        }
      />
      <Tooltip.Portal>
        <Tooltip.Positioner side="bottom" sideOffset={6} className="tooltip-positioner">
          <Tooltip.Popup className="tooltip dropout-tip">
            <span className="dropout-title figure">{title}</span>
            <span>{source}</span>
            <span className="dropout-hint">Enter shows the counters</span>
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
