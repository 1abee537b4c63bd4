/**
 * Notices in the lower right corner, a polite live region. A notice never takes the focus; where one
 * that has it goes, the focus goes to the next notice, and from the last one back to where it came
 * from.
 */
import { X } from 'lucide-react';
import { type FocusEvent, type RefObject, useLayoutEffect, useRef } from 'react';
import { SeverityMark } from '../log/log-panel.tsx';
import { showTab } from '../store/folding.ts';
import {
  dismissAllNotices,
  dismissNotice,
  type ShownNotice,
  useNotices,
} from '../store/notices.ts';
import { figure } from '../ui/figures.ts';
import { NoticeActionButton } from './notice-action.tsx';

export function NoticeList() {
  const shown = useNotices((state) => state.shown);
  const list = useRef<HTMLElement>(null);
  const focus = useKeptFocus(list, shown);
  return (
    <section className="notices" aria-label="Notices" aria-live="polite" ref={list} {...focus}>
      {shown.map((notice) => (
        <NoticeItem key={notice.key} notice={notice} />
      ))}
      {shown.length > 1 && <NoticeFoot />}
    </section>
  );
}

function NoticeItem({ notice }: { readonly notice: ShownNotice }) {
  const textId = `notice-${notice.key}`;
  return (
    <div className={`notice notice-${notice.severity}`}>
      <SeverityMark severity={notice.severity} />
      <div className="notice-body">
        <span className="notice-text" id={textId}>
          {notice.message}
          {notice.times > 1 && <span className="figure dim"> × {notice.times}</span>}
        </span>
        <NoticeActionButton code={notice.code} describedBy={textId} />
      </div>
      <button
        type="button"
        className="quiet-button"
        aria-label="Dismiss"
        onClick={() => dismissNotice(notice.key)}
      >
        <X size={13} aria-hidden />
      </button>
    </div>
  );
}

/** With several notices: the way to the older ones in the Log, and a button that closes all. */
function NoticeFoot() {
  const hiddenCount = useNotices((state) => state.hiddenCount);
  const showLog = () => {
    showTab('log');
    dismissAllNotices();
  };
  return (
    <div className="notice-foot">
      {hiddenCount > 0 && (
        <button type="button" className="button" onClick={showLog}>
          {figure(hiddenCount)} more in the Log
        </button>
      )}
      <button type="button" className="button" onClick={dismissAllNotices}>
        Close all
      </button>
    </div>
  );
}

/** Handlers for the list; see the top of this file. */
function useKeptFocus(list: RefObject<HTMLElement | null>, shown: readonly ShownNotice[]) {
  /** What had the focus before the list. */
  const origin = useRef<EventTarget | null>(null);
  /** Place in the list of the notice that has the focus; null = none has. */
  const place = useRef<number | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever other notices are shown.
  useLayoutEffect(() => {
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (place.current === null || !isLost) return;
    const notices = [...(list.current?.querySelectorAll('.notice') ?? [])];
    const next = notices[Math.min(place.current, notices.length - 1)];
    const target = next?.querySelector('button') ?? origin.current;
    place.current = null;
    if (target instanceof HTMLElement) target.focus();
  }, [shown]);
  return {
    onFocus: ({ target, relatedTarget, currentTarget }: FocusEvent) => {
      if (!currentTarget.contains(relatedTarget)) origin.current = relatedTarget;
      const notices = [...currentTarget.querySelectorAll('.notice')];
      place.current = notices.findIndex((notice) => notice.contains(target));
    },
    onBlur: ({ target }: FocusEvent) => {
      // What is taken away is blurred, too, by some browsers.
      if (target.isConnected) place.current = null;
    },
  };
}
