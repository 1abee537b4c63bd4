/** The one live region of the window. */
import { useStore } from 'zustand';
import { spokenStore } from '../store/spoken.ts';

export function SpokenText() {
  const { text, number } = useStore(spokenStore);
  return (
    <div className="hidden-text" role="status">
      {/* Another element is told even where the sentence is the same. */}
      <span key={number}>{text}</span>
    </div>
  );
}
