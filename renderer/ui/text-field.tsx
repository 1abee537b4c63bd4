/**
 * A field that commits on Enter and when it loses the focus; Escape gives the old value back. Without a
 * draft it shows the given text. What is refused stays in the field with the reason beside it, and after
 * Enter so does the focus: give a field of something that is selected the key of that thing, so that
 * all stay with it.
 */
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { MIN_GAIN_DB } from '../../preload/units.ts';

export type HeldKeys = Pick<KeyboardEvent, 'altKey' | 'shiftKey'>;

interface TextFieldProps {
  readonly label: string;
  /** How the value reads now. */
  readonly text: string;
  readonly className?: string;
  readonly autoFocus?: boolean;
  /** What was typed before there was a field; it goes on after that. */
  readonly begun?: string;
  /** Why the text is refused, a sentence; null = it is accepted. */
  readonly onCommit: (text: string) => string | null;
  /** ArrowUp and ArrowDown, with what is held beside them. */
  readonly onStep?: (direction: 1 | -1, held: HeldKeys) => void;
  readonly onDone?: () => void;
}

export function TextField(props: TextFieldProps) {
  const { label, text, className = '', autoFocus, begun = '', onCommit, onStep, onDone } = props;
  const [draft, setDraft] = useState<string | null>(begun === '' ? null : begun);
  const [refusal, setRefusal] = useState<string | null>(null);
  const reasonId = useId();
  /** What is in the field is committed already, or given up. */
  const isSettled = useRef(false);
  const hasFocused = useRef(false);
  const commit = () => {
    const isChanged = draft !== null && draft !== text && !isSettled.current;
    const reason = isChanged ? onCommit(draft) : null;
    setRefusal(reason);
    return reason;
  };
  const leave = () => {
    const reason = commit();
    isSettled.current = false;
    if (reason !== null) return;
    setDraft(null);
    onDone?.();
  };
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter') {
      if (commit() !== null) return;
      isSettled.current = true;
      event.currentTarget.blur();
    }
    if (event.key === 'Escape') {
      isSettled.current = true;
      event.currentTarget.blur();
    }
    if (onStep !== undefined && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      setDraft(null);
      setRefusal(null);
      onStep(event.key === 'ArrowUp' ? 1 : -1, event);
    }
  };
  const input = (
    <input
      ref={(element) => {
        if (autoFocus !== true || element === null) return;
        const isFirst = !hasFocused.current;
        hasFocused.current = true;
        if (isFirst || draft === null) element.focus();
        if (isFirst && begun !== '') element.setSelectionRange(begun.length, begun.length);
      }}
      type="text"
      className={`field ${className}`}
      aria-label={label}
      aria-invalid={refusal !== null || undefined}
      aria-describedby={refusal === null ? undefined : reasonId}
      spellCheck={false}
      value={draft ?? text}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={leave}
      onKeyDown={press}
    />
  );
  if (refusal === null) return input;
  return (
    <>
      {input}
      <span className="field-reason" id={reasonId} role="alert" ref={raiseAbove}>
        {refusal}
      </span>
    </>
  );
}

/** What the style sheet places by the field's edge goes above all that would cut it. */
function raiseAbove(reason: HTMLElement | null): void {
  if (reason === null || getComputedStyle(reason).position !== 'fixed') return;
  reason.popover = 'manual';
  reason.showPopover();
}

/** Why a number is refused, a sentence; null = it lies between `least` and `most`. */
export function refusalBetween(
  value: number,
  [least, most]: readonly [number, number],
  what: string,
  textOf: (value: number) => string,
): string | null {
  if (value >= least && value <= most) return null;
  return `${what} goes from ${textOf(least)} to ${textOf(most)}.`;
}

export const NO_NUMBER = 'That is no number: write one, as in 1.5.';

/** A number as people type it: comma or point, spaces between groups, `dB` after it; null = none. */
export function numberFromText(text: string): number | null {
  const cleaned = text
    .replace(/[\s\u00a0]/g, '')
    .replace(/^−/, '-')
    .replace(/dB$/i, '')
    .replace(',', '.');
  if (cleaned === '') return null;
  const value = Number(cleaned);
  return Number.isFinite(value) ? value : null;
}

/** A gain in dB as people type it, `-inf` and `−∞` for silence; null = none. */
export function gainFromText(text: string): number | null {
  const isSilence = /^[-−]\s*(inf(inity)?|∞)\s*(dB)?$/i.test(text.trim());
  return isSilence ? MIN_GAIN_DB : numberFromText(text);
}
