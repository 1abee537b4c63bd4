/** Files that are being converted by ffmpeg, above the sounds: how far each is, and its cancel. */
import { X } from 'lucide-react';
import { bridge } from '../store/bridge.ts';
import { useMirror } from '../store/mirror-store.ts';
import { valueOrNotice } from '../store/notices.ts';

export function ConversionList() {
  const conversions = useMirror((mirror) => mirror.conversions);
  if (conversions.length === 0) return null;
  return (
    <ul className="conversion-list" aria-label="Converting">
      {conversions.map(({ id, name, fraction }) => (
        <li key={id} className="conversion">
          <span className="conversion-name" title={`${name} is converted by ffmpeg`}>
            {name}
          </span>
          <span className="figure faint">
            {fraction === null ? 'waits' : `${Math.floor(fraction * 100)} %`}
          </span>
          <progress
            className="progress"
            max={1}
            value={fraction ?? 0}
            aria-label={`Converting ${name}`}
          />
          <button
            type="button"
            className="quiet-button"
            aria-label={`Cancel converting ${name}`}
            title="Cancel"
            onClick={() => void bridge().cancelConversion({ id }).then(valueOrNotice)}
          >
            <X size={12} aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  );
}
