/** The newest actions with trouble, in the folded bottom panel; each is a way to its row. */
import { showAction } from '../commands/account-commands.ts';
import { useMirror } from '../store/mirror-store.ts';
import { newestTrouble } from '../store/newest-trouble.ts';
import { useNarrowerThan } from '../store/size-steps.ts';
import { VerdictText } from '../ui/verdict.tsx';

export function NewestTrouble() {
  const all = useMirror(newestTrouble);
  const isNarrow = useNarrowerThan(900);
  return (
    <div className="newest-trouble">
      {(isNarrow ? all.slice(0, 1) : all).map(({ actionId, name, verdict, time }) => (
        <button
          key={actionId}
          type="button"
          className="trouble"
          title={`${name}: ${verdict.words}`}
          onClick={() => showAction(actionId)}
        >
          <span className={`trouble-words tone-${verdict.tone}`}>
            <span className="trouble-name">{name}</span>
            <VerdictText verdict={verdict} />
          </span>
          {time !== null && <span className="figure dim">{time}</span>}
        </button>
      ))}
    </div>
  );
}
