/** The list of runs: one tab stop, Up and Down choose, Home and End too, digits go to the run of that
 * number; F2, Delete and the menu are those of the chosen one. */
import { Pin } from 'lucide-react';
import { type KeyboardEvent, memo, useEffect, useRef } from 'react';
import type { RunListEntry } from '../../preload/run.ts';
import { isComposed } from '../keys/key-events.ts';
import { chooseRun, useChosenRun, useRuns } from '../runs/run-store.ts';
import { runLengthText, runShares, runVerdict } from '../runs/run-text.ts';
import { dayTimeText } from '../ui/time-text.ts';
import { Glyph } from '../ui/verdict.tsx';

/** Digits that follow each other within this time are one number. */
const TYPING_MILLISECONDS = 1_000;

export function RunList() {
  const entries = useRuns((state) => state.entries) ?? [];
  const chosen = useChosenRun();
  const list = useRef<HTMLDivElement>(null);
  const typed = useRef({ digits: '', at: Number.NEGATIVE_INFINITY });
  useEffect(() => {
    const option = list.current?.querySelector('[aria-selected="true"]');
    option?.scrollIntoView({ block: 'nearest' });
  }, []);
  const go = (entry: RunListEntry | undefined) => {
    if (entry === undefined) return;
    chooseRun(entry.runId);
    const option = list.current?.querySelector<HTMLElement>(
      `[data-run-id="${CSS.escape(entry.runId)}"]`,
    );
    option?.focus();
  };
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (isComposed(event.nativeEvent)) return;
    const at = entries.findIndex(({ runId }) => runId === chosen?.runId);
    const next = entryAtKey(event.key, entries, at);
    const isDigit = /^\d$/.test(event.key);
    if (next === undefined && !isDigit) return;
    event.preventDefault();
    event.stopPropagation();
    go(next ?? entryOfNumber(entries, typedNumber(typed.current, event.key)));
  };
  return (
    <div className="run-list" role="listbox" aria-label="Runs" ref={list} onKeyDown={press}>
      {entries.map((entry) => (
        <RunOption
          key={entry.runId}
          entry={entry}
          isChosen={entry.runId === chosen?.runId}
          day={dayTimeText(entry.wallTime)}
        />
      ))}
    </div>
  );
}

/** After what had the focus is gone: a field, or a run. */
export function returnFocusToRuns(): void {
  requestAnimationFrame(() => {
    if (document.activeElement !== document.body) return;
    const place = document.querySelector<HTMLElement>(
      '.run-list [aria-selected="true"], .report-head button',
    );
    place?.focus();
  });
}

function entryAtKey(
  key: string,
  entries: readonly RunListEntry[],
  at: number,
): RunListEntry | undefined {
  const last = entries.length - 1;
  switch (key) {
    case 'ArrowUp':
      return entries[Math.max(0, at - 1)];
    case 'ArrowDown':
      return entries[Math.min(last, at + 1)];
    case 'PageUp':
      return entries[Math.max(0, at - 10)];
    case 'PageDown':
      return entries[Math.min(last, at + 10)];
    case 'Home':
      return entries[0];
    case 'End':
      return entries[last];
    default:
      return undefined;
  }
}

function typedNumber(typed: { digits: string; at: number }, digit: string): string {
  const now = performance.now();
  typed.digits = now - typed.at < TYPING_MILLISECONDS ? typed.digits + digit : digit;
  typed.at = now;
  return typed.digits;
}

/** The run of that number, else the newest whose number begins so. */
export function entryOfNumber(
  entries: readonly RunListEntry[],
  digits: string,
): RunListEntry | undefined {
  return (
    entries.find(({ number }) => number === Number(digits)) ??
    entries.find(({ number }) => `${number}`.startsWith(digits))
  );
}

interface RunOptionProps {
  readonly entry: RunListEntry;
  readonly isChosen: boolean;
  readonly day: string;
}

const RunOption = memo(({ entry, isChosen, day }: RunOptionProps) => {
  const length = runLengthText(entry);
  const verdict = runVerdict(entry);
  return (
    <div
      className="run-option"
      role="option"
      aria-selected={isChosen}
      data-run-id={entry.runId}
      tabIndex={isChosen ? 0 : -1}
      onClick={() => chooseRun(entry.runId)}
      // The keys are the list's.
      onKeyDown={() => {}}
    >
      <span className="run-name">
        Run {entry.number}
        {entry.name !== null && <span className="run-own-name">{entry.name}</span>}
        {entry.isPinned && (
          <>
            <Pin className="run-pin" size={11} aria-hidden />
            <span className="hidden-text">pinned</span>
          </>
        )}
      </span>
      <span className={length === 'now' ? 'run-length tone-run' : 'run-length figure'}>
        {length}
      </span>
      <span className="run-day">{day}</span>
      <span className={`run-verdict tone-${verdict.tone}`}>
        {verdict.glyph !== null && <Glyph name={verdict.glyph} />}
        {verdict.text}
      </span>
      <RunBar entry={entry} />
    </div>
  );
});

/** How the actions of a run went, at a glance; the words beside it say the same. */
function RunBar({ entry }: { entry: RunListEntry }) {
  return (
    <span className="run-bar" aria-hidden>
      {runShares(entry).map(({ tone, count }) => (
        <span key={tone} className={`run-share share-${tone}`} style={{ flexGrow: count }} />
      ))}
    </span>
  );
}
