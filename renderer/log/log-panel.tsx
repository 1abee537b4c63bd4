/** The Log tab: all notices, newest first. */
import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import { useMemo } from 'react';
import type { Notice } from '../../preload/engine.ts';
import { useMirror } from '../store/mirror-store.ts';
import { useNotices } from '../store/notices.ts';
import { wallClockText } from '../ui/time-text.ts';

const MOST_SHOWN = 500;

export function LogPanel() {
  const fromMain = useMirror((mirror) => mirror.log);
  const own = useNotices((state) => state.own);
  const entries = useMemo(
    () =>
      [
        ...fromMain.map((notice) => ({ ...notice, key: `main-${notice.id}`, afterId: notice.id })),
        ...own,
      ]
        .map((entry, index) => ({ entry, index }))
        // By arrival: the computer's clock may have been set back.
        .sort((a, b) => b.entry.afterId - a.entry.afterId || b.index - a.index)
        .slice(0, MOST_SHOWN)
        .map(({ entry }) => entry),
    [fromMain, own],
  );
  if (entries.length === 0) return <p className="empty-table">No messages yet.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className="log-scroller" aria-label="Log entries" tabIndex={0}>
      <ol className="log-list" aria-label="Log">
        {entries.map((entry) => (
          <li key={entry.key} className={`log-entry severity-${entry.severity}`}>
            <time className="figure dim">{wallClockText(entry.wallTime)}</time>
            <SeverityMark severity={entry.severity} />
            <span>{entry.message}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

const SEVERITY_WORDS = { info: 'note', warning: 'warning', error: 'error' } as const;

export function SeverityMark({ severity }: { severity: Notice['severity'] }) {
  const Icon = { info: Info, warning: TriangleAlert, error: CircleAlert }[severity];
  return (
    <span className={`severity-mark severity-${severity}`}>
      <Icon size={13} aria-hidden />
      {SEVERITY_WORDS[severity]}
    </span>
  );
}
