/** A word with its tone; the dot repeats it for the eye. */
import type { Tone } from './verdict.tsx';

export function ToneText({ tone, children }: { tone: Tone; children: string }) {
  return (
    <span className={`tone tone-${tone}`}>
      <span className="tone-dot" aria-hidden />
      {children}
    </span>
  );
}
