/** What an empty timeline says. */
import { useState } from 'react';
import { loadDemo } from '../../importing/importing.ts';
import { useMirror } from '../../store/mirror-store.ts';
import { useView } from '../../store/view.ts';

export function EmptyTimeline() {
  const isEmpty = useMirror(
    ({ project, takesInProgress }) => project.clips.length === 0 && takesInProgress.length === 0,
  );
  const isDragging = useView((view) => view.ghost !== null);
  const [isLoading, setIsLoading] = useState(false);
  if (!isEmpty) return null;
  const load = async () => {
    setIsLoading(true);
    await loadDemo();
    setIsLoading(false);
  };
  return (
    <div className="empty-timeline" data-dragging={isDragging || undefined}>
      <p>Drop audio here. R records, Space plays.</p>
      <button type="button" className="button" disabled={isLoading} onClick={() => void load()}>
        Load the demo
      </button>
    </div>
  );
}
