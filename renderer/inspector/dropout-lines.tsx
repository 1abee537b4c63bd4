/** The dropouts within what a clip played, each a way to its place. */
import { useMemo } from 'react';
import type { ActionRow } from '../../preload/actions.ts';
import { type Dropout, isTouched } from '../../preload/dropouts.ts';
import { jumpToDropout, showDropout } from '../dropouts/dropout-store.ts';
import { dropoutSentence, framesFigure, placeText } from '../dropouts/dropout-text.ts';
import { reportsAnything } from '../engine-strip/engine-strip.tsx';
import { useMirror } from '../store/mirror-store.ts';
import { figure, NOT_REPORTED } from '../ui/figures.ts';
import { Property } from './property.tsx';

/** Beyond these their number is told. */
const SHOWN = 6;

export function DropoutLines({ row }: { readonly row: ActionRow }) {
  const all = useMirror((mirror) => mirror.dropouts);
  const canTell = useMirror(({ stream, streams }) =>
    reportsAnything(streams.get(row.streamNumber) ?? stream),
  );
  const within = useMemo(() => all.filter((dropout) => isTouched(row, dropout)), [all, row]);
  if (row.dropouts === 0) {
    return <Property name="Dropouts">{canTell ? '0' : NOT_REPORTED}</Property>;
  }
  const rest = within.length - SHOWN;
  return (
    <>
      <Property name="Dropouts">
        <span className="tone-warn">{figure(row.dropouts)}</span>
      </Property>
      <ul className="dropout-lines" aria-label="Dropouts of this clip">
        {within.slice(0, SHOWN).map((dropout) => (
          <li key={dropout.id}>
            <DropoutLink dropout={dropout} />
          </li>
        ))}
        {rest > 0 && <li className="dim">{figure(rest)} more in the list</li>}
      </ul>
    </>
  );
}

function DropoutLink({ dropout }: { readonly dropout: Dropout }) {
  return (
    <button
      type="button"
      className="dropout-link figure"
      title={dropoutSentence(dropout)}
      onClick={() => {
        showDropout(dropout);
        jumpToDropout(dropout);
      }}
    >
      <span>{placeText(dropout)}</span>
      <span className="tone-warn">{framesFigure(dropout)} fr</span>
    </button>
  );
}
