/** A tick on the time row for every dropout in view: what it was on hover and focus; Enter or a click opens
 * the list at it. One tab stop, arrows go on. */
import { Tooltip } from '@base-ui/react/tooltip';
import { useRef } from 'react';
import type { Dropout } from '../../../preload/dropouts.ts';
import { showDropout } from '../../dropouts/dropout-store.ts';
import { useShownDropouts } from '../../dropouts/shown-dropouts.ts';
import { useRovingToolbar } from '../../keys/roving-focus.ts';
import { useView } from '../../store/view.ts';
import { type DropoutMark, dropoutMarks, dropoutWords } from './dropout-marks.ts';

export function DropoutTicks() {
  const dropouts = useShownDropouts();
  return dropouts.length > 0 ? <ShownDropouts dropouts={dropouts} /> : null;
}

function ShownDropouts({ dropouts }: { readonly dropouts: readonly Dropout[] }) {
  const element = useRef<HTMLDivElement>(null);
  useRovingToolbar(element);
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
  const { title, source } = dropoutWords(mark);
  const [first] = mark.dropouts;
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
            onClick={() => first !== undefined && showDropout(first)}
          />
        }
      />
      <Tooltip.Portal>
        <Tooltip.Positioner side="bottom" sideOffset={6} className="tooltip-positioner">
          <Tooltip.Popup className="tooltip dropout-tip">
            <span className="dropout-title figure">{title}</span>
            <span>{source}</span>
            <span className="dropout-hint">Enter shows it in the list</span>
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
