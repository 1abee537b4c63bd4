/** Notices on top of the screen's lower right corner, read out politely. */
import { X } from 'lucide-react';
import { SeverityMark } from '../log/log-panel.tsx';
import { dismissNotice, useNotices } from '../store/notices.ts';

export function NoticeList() {
  const shown = useNotices((state) => state.shown);
  return (
    <section className="notices" aria-label="Notices" aria-live="polite">
      {shown.map((notice) => (
        <div key={notice.key} className={`notice notice-${notice.severity}`}>
          <SeverityMark severity={notice.severity} />
          <span className="notice-text">
            {notice.message}
            {notice.times > 1 && <span className="figure dim"> × {notice.times}</span>}
          </span>
          <button
            type="button"
            className="quiet-button"
            aria-label="Dismiss"
            onClick={() => dismissNotice(notice.key)}
          >
            <X size={13} aria-hidden />
          </button>
        </div>
      ))}
    </section>
  );
}
