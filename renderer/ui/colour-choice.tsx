/** The colours of tracks and clips to choose from. One tab stop; arrows choose. */
import { type KeyboardEvent, type RefObject, useRef } from 'react';
import { TRACK_COLOUR_COUNT } from '../../preload/project.ts';

interface ColourChoiceProps {
  readonly label: string;
  /** From 0; null = the usual one, undefined = several. */
  readonly value: number | null | undefined;
  /** What the usual colour is called, and which it is; absent = there is none to go back to. */
  readonly usual?: { readonly name: string; readonly colour: number };
  /** Of the tab stop, for a dialog that begins there. */
  readonly tabStop?: RefObject<HTMLButtonElement | null>;
  readonly onChange: (colour: number | null) => void;
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowUp: -1,
  ArrowRight: 1,
  ArrowDown: 1,
};

export function ColourChoice({ label, value, usual, tabStop, onChange }: ColourChoiceProps) {
  const group = useRef<HTMLDivElement>(null);
  const colours = Array.from({ length: TRACK_COLOUR_COUNT }, (_, colour) => colour);
  const values: readonly (number | null)[] = usual === undefined ? colours : [null, ...colours];
  const chosen = value === undefined ? -1 : values.indexOf(value);
  const walk = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const place = (Math.max(0, chosen) + step + values.length) % values.length;
    onChange(values[place] ?? null);
    group.current?.querySelectorAll<HTMLElement>('[role="radio"]')[place]?.focus();
  };
  return (
    <div ref={group} className="colours" role="radiogroup" aria-label={label} onKeyDown={walk}>
      {values.map((each, place) => (
        // biome-ignore lint/a11y/useSemanticElements: drawn as a swatch.
        <button
          key={each ?? 'usual'}
          ref={place === Math.max(0, chosen) ? tabStop : undefined}
          type="button"
          role="radio"
          className={each === null ? 'swatch swatch-usual' : 'swatch'}
          data-colour={(each ?? usual?.colour ?? 0) + 1}
          aria-checked={place === chosen}
          aria-label={each === null ? (usual?.name ?? '') : `Colour ${each + 1}`}
          title={each === null ? usual?.name : `Colour ${each + 1}`}
          tabIndex={place === Math.max(0, chosen) ? 0 : -1}
          onClick={() => onChange(each)}
        />
      ))}
    </div>
  );
}
