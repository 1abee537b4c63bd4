/**
 * Notices above the foot, on the side where they cover nothing that has the focus. A notice never takes the
 * focus; F6 goes there. Where one that has it goes, the focus goes to the next notice, and from the last one
 * back to where it came from. They are told to screen readers by `SpokenText`.
 */
import { TriangleAlert, X } from 'lucide-react';
import { type FocusEvent, type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
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
  useClearSide(list, shown);
  return (
    <section className="notices" aria-label="Notices" ref={list} {...focus}>
      {shown.map((notice) => (
        <NoticeItem key={notice.key} notice={notice} />
      ))}
      {shown.length > 1 && <NoticeFoot />}
    </section>
  );
}

const SEVERITY_WORDS = { info: '', warning: 'Warning: ', error: 'Error: ' } as const;

function NoticeItem({ notice }: { readonly notice: ShownNotice }) {
  const textId = `notice-${notice.key}`;
  const [lead, rest] = leadOf(notice.message);
  return (
    <div className={`notice notice-${notice.severity}`}>
      {notice.severity !== 'info' && (
        <TriangleAlert className="notice-mark" size={14} aria-hidden />
      )}
      <span className="notice-text" id={textId}>
        <span className="hidden-text">{SEVERITY_WORDS[notice.severity]}</span>
        <span className="notice-lead">{lead}</span>
        {rest}
        {notice.times > 1 && <span className="figure dim"> × {figure(notice.times)}</span>}
      </span>
      <NoticeActionButton code={notice.code} describedBy={textId} />
      <button
        type="button"
        className="quiet-button"
        aria-label="Dismiss"
        aria-describedby={textId}
        onClick={() => dismissNotice(notice.key)}
      >
        <X size={14} aria-hidden />
      </button>
    </div>
  );
}

/** The first sentence, and what follows it. */
export function leadOf(message: string): readonly [string, string] {
  const end = /[.!?]”?(?=\s+[A-Z“])/u.exec(message);
  if (end === null) return [message, ''];
  const at = end.index + end[0].length;
  return [message.slice(0, at), message.slice(at)];
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

/** Moves the list to the other side where it would cover what has the focus, a field for one. */
function useClearSide(list: RefObject<HTMLElement | null>, shown: readonly ShownNotice[]): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever other notices are shown.
  useEffect(() => {
    const place = () => {
      const { current: notices } = list;
      const focused = document.activeElement;
      if (notices === null || focused === null || focused === document.body) return;
      if (notices.contains(focused) || !covers(notices, focused)) return;
      notices.dataset.side = notices.dataset.side === 'top' ? 'bottom' : 'top';
    };
    place();
    document.addEventListener('focusin', place);
    return () => document.removeEventListener('focusin', place);
  }, [list, shown]);
}

/** A part of the page that is larger than the list is not covered by it. */
function covers(notices: HTMLElement, focused: Element): boolean {
  const over = focused.getBoundingClientRect();
  return [...notices.children].some((child) => {
    const { left, right, top, bottom } = child.getBoundingClientRect();
    if (over.height > bottom - top + over.width) return false;
    return over.left < right && over.right > left && over.top < bottom && over.bottom > top;
  });
}
