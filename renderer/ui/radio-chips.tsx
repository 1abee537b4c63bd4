/** Chips of which one is chosen, each with how many it chooses. One tab stop; arrows choose. */
import { type KeyboardEvent, useRef } from 'react';
import { figure } from './figures.ts';

export interface ChipOption<T extends string> {
  readonly value: T;
  readonly text: string;
  readonly count: number;
  /** Its count is amber. */
  readonly isTrouble?: boolean;
}

interface RadioChipsProps<T extends string> {
  readonly label: string;
  readonly options: readonly ChipOption<T>[];
  readonly chosen: T;
  readonly onChoose: (value: T) => void;
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowUp: -1,
  ArrowRight: 1,
  ArrowDown: 1,
};

export function RadioChips<T extends string>(props: RadioChipsProps<T>) {
  const { label, options, chosen, onChoose } = props;
  const group = useRef<HTMLDivElement>(null);
  const walk = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const { length } = options;
    const index = (options.findIndex(({ value }) => value === chosen) + step + length) % length;
    const next = options[index];
    if (next !== undefined) onChoose(next.value);
    group.current?.querySelectorAll<HTMLElement>('[role="radio"]')[index]?.focus();
  };
  return (
    <div ref={group} className="chips" role="radiogroup" aria-label={label} onKeyDown={walk}>
      {options.map(({ value, text, count, isTrouble = false }) => (
        // biome-ignore lint/a11y/useSemanticElements: drawn as a chip.
        <button
          key={value}
          type="button"
          role="radio"
          className="chip"
          aria-checked={value === chosen}
          aria-description={figure(count)}
          tabIndex={value === chosen ? 0 : -1}
          onClick={() => onChoose(value)}
        >
          {text}
          <span className={`chip-count figure${isTrouble ? ' tone-warn' : ''}`} aria-hidden>
            {figure(count)}
          </span>
        </button>
      ))}
    </div>
  );
}
