/** The newest actions with trouble, in the folded bottom panel; each is a way to its row. */
import { counted } from '../../preload/units.ts';
import type { Verdict } from '../../preload/verdict.ts';
import { showAction } from '../commands/account-commands.ts';
import { useMirror } from '../store/mirror-store.ts';
import { newestTrouble } from '../store/newest-trouble.ts';
import { useNarrowerThan } from '../store/size-steps.ts';
import { MarkedText, VerdictText } from '../ui/verdict.tsx';

export function NewestTrouble() {
  const all = useMirror(newestTrouble);
  const isNarrow = useNarrowerThan(900);
  return (
    <div className="newest-trouble">
      {(isNarrow ? all.slice(0, 1) : all).map(({ requestNumber, name, verdict, time }) => (
        <button
          key={requestNumber}
          type="button"
          className="trouble"
          title={`${name}: ${verdict.words}`}
          onClick={() => showAction({ requestNumber })}
        >
          <span className={`trouble-words tone-${verdict.tone}`}>
            <span className="trouble-name">{name}</span>
            <VerdictText verdict={verdict} />
          </span>
          <DropoutNote verdict={verdict} />
          {time !== null && <span className="figure dim">{time}</span>}
        </button>
      ))}
    </div>
  );
}

/** What is wrong with an action whose verdict is well. */
function DropoutNote({ verdict: { tone, dropouts } }: { readonly verdict: Verdict }) {
  if (dropouts === 0 || tone === 'warn' || tone === 'bad') return null;
  return (
    <MarkedText tone="warn" glyph="diamond">
      {counted(dropouts, 'dropout')}
    </MarkedText>
  );
}
