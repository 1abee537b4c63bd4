/**
 * A field that commits on Enter and when it loses the focus; Escape reverts it. Without a draft it
 * shows the given text.
 */
import { type KeyboardEvent, useRef, useState } from 'react';

interface TextFieldProps {
  readonly label: string;
  /** How the value reads now. */
  readonly text: string;
  readonly className?: string;
  readonly autoFocus?: boolean;
  /** false = not understood: the field is marked as invalid and keeps the draft. */
  readonly onCommit: (text: string) => boolean;
  /** ArrowUp and ArrowDown. */
  readonly onStep?: (direction: 1 | -1) => void;
  readonly onDone?: () => void;
}

export function TextField(props: TextFieldProps) {
  const { label, text, className = '', autoFocus, onCommit, onStep, onDone } = props;
  const [draft, setDraft] = useState<string | null>(null);
  const [isWrong, setIsWrong] = useState(false);
  const isReverted = useRef(false);
  const leave = () => {
    const isChanged = draft !== null && draft !== text && !isReverted.current;
    isReverted.current = false;
    if (isChanged && !onCommit(draft)) {
      setIsWrong(true);
      return;
    }
    setDraft(null);
    setIsWrong(false);
    onDone?.();
  };
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter') event.currentTarget.blur();
    if (event.key === 'Escape') {
      isReverted.current = true;
      event.currentTarget.blur();
    }
    if (onStep !== undefined && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      setDraft(null);
      onStep(event.key === 'ArrowUp' ? 1 : -1);
    }
  };
  return (
    <input
      ref={(element) => {
        if (autoFocus === true && draft === null) element?.focus();
      }}
      type="text"
      className={`field ${className}`}
      aria-label={label}
      aria-invalid={isWrong || undefined}
      spellCheck={false}
      value={draft ?? text}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={leave}
      onKeyDown={press}
    />
  );
}

/** A number as people type it: comma or point, spaces between groups, a unit after it; null = none. */
export function numberFromText(text: string): number | null {
  const cleaned = text
    .replace(/[\s\u00a0]/g, '')
    .replace(/^−/, '-')
    .replace(/(dB|fr|frames|s)$/i, '')
    .replace(',', '.');
  if (cleaned === '') return null;
  const value = Number(cleaned);
  return Number.isFinite(value) ? value : null;
}
