/** How many actions of this stream came too late, always in sight. */
import { useMirror } from '../store/mirror-store.ts';
import { changeView } from '../store/view.ts';
import { figure } from '../ui/figures.ts';
import { isLate } from '../ui/verdict.tsx';

export function LateReading() {
  const streamNumber = useMirror((mirror) => mirror.stream.streamNumber);
  const finished = useMirror((mirror) => mirror.finishedActions);
  const late = finished.filter((row) => row.streamNumber === streamNumber && isLate(row)).length;
  return (
    <button
      type="button"
      className="reading engine-late"
      data-any={late > 0}
      title="Actions of this stream that began late, or were dropped because they were too late. Show them."
      onClick={() => changeView({ bottomTab: 'actions' })}
    >
      <span className="reading-name">Late</span>
      <span className="reading-value figure">{figure(late)}</span>
    </button>
  );
}
