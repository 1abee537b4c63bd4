/** Notices in the lower right corner, a polite live region. */
import { X } from 'lucide-react';
import { SeverityMark } from '../log/log-panel.tsx';
import { dismissAllNotices, dismissNotice, useNotices } from '../store/notices.ts';
import { changeView } from '../store/view.ts';
import { figure } from '../ui/figures.ts';

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
      {shown.length > 1 && <NoticeFoot />}
    </section>
  );
}

/** With several notices: the way to the older ones in the Log, and a button that closes all. */
function NoticeFoot() {
  const hiddenCount = useNotices((state) => state.hiddenCount);
  const showLog = () => {
    changeView({ bottomTab: 'log' });
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
