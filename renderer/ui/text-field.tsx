/**
 * A field that takes its value when the person is done: Enter or leaving it commits, Escape takes
 * back. While nobody types it shows what the project says.
 */
import { type KeyboardEvent, useRef, useState } from 'react';

interface TextFieldProps {
  readonly label: string;
  /** How the value reads now. */
  readonly text: string;
  readonly className?: string;
  readonly autoFocus?: boolean;
  /** False = not understood; the field marks itself and keeps the text. */
  readonly onCommit: (text: string) => boolean;
  /** ArrowUp and ArrowDown. */
  readonly onStep?: (direction: 1 | -1) => void;
  readonly onDone?: () => void;
}

export function TextField(props: TextFieldProps) {
  const { label, text, className = '', autoFocus, onCommit, onStep, onDone } = props;
  const [draft, setDraft] = useState<string | null>(null);
  const [isWrong, setIsWrong] = useState(false);
  const isTakenBack = useRef(false);
  const leave = () => {
    const isChanged = draft !== null && draft !== text && !isTakenBack.current;
    isTakenBack.current = false;
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
      isTakenBack.current = true;
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

/** A figure as people type it: comma or point, spaces between groups, a unit behind it. */
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
