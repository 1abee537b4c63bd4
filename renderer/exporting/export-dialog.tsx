/** The dialog of an export: what goes into the file, then how far it is. It can be left only when nothing is made. */
import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import {
  EXPORT_FORMATS,
  type ExportJob,
  type ExportRange,
  type SoundExportFormat,
} from '../../preload/range-export.ts';
import { counted, groupedFigure } from '../../preload/units.ts';
import { bridge } from '../store/bridge.ts';
import { useMirror } from '../store/mirror-store.ts';
import { notify, valueOrNotice } from '../store/notices.ts';
import { changeView, useView } from '../store/view.ts';
import { timeText } from '../ui/time-text.ts';

const FORMAT: SoundExportFormat = 'wav-float32';

export function ExportDialog() {
  const range = useView((view) => view.exportedRange);
  const job = useMirror((mirror) => mirror.exportJob);
  const close = () => {
    if (job === null) changeView({ exportedRange: null });
  };
  return (
    <Dialog.Root
      open={range !== null || job !== null}
      onOpenChange={(isOpen) => (isOpen ? undefined : close())}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog export-dialog">
          <div className="dialog-head">
            <Dialog.Title className="dialog-title">Export</Dialog.Title>
            {job === null && (
              <Dialog.Close className="quiet-button" aria-label="Close">
                <X size={14} aria-hidden />
              </Dialog.Close>
            )}
          </div>
          {range !== null && <RangeRows range={range} />}
          {job === null ? range !== null && <Begin range={range} /> : <Progress job={job} />}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function RangeRows({ range }: { readonly range: ExportRange }) {
  const { fromFrame, toFrame, trackIds, clipIds } = range;
  const { sampleRate } = useMirror((mirror) => mirror.project);
  const tracks = useMirror((mirror) => mirror.project.tracks.length);
  return (
    <div className="export-rows">
      <Row name="Range">
        <span className="figure">{timeText(fromFrame, sampleRate)}</span> to{' '}
        <span className="figure">{timeText(toFrame, sampleRate)}</span>
      </Row>
      <Row name="Length">
        <span className="figure">{timeText(toFrame - fromFrame, sampleRate)}</span>
      </Row>
      <Row name="What">{whatText(clipIds, trackIds, tracks)}</Row>
      <Row name="Format">
        {EXPORT_FORMATS[FORMAT].name},{' '}
        <span className="figure">{groupedFigure(sampleRate)} Hz</span>
      </Row>
    </div>
  );
}

function whatText(
  clipIds: ExportRange['clipIds'],
  trackIds: ExportRange['trackIds'],
  tracks: number,
): string {
  if (clipIds !== null) return `${counted(clipIds.length, 'selected clip')}, as heard`;
  return `${counted(trackIds?.length ?? tracks, 'track')}, as heard`;
}

function Row({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="export-row">
      <span className="property-name">{name}</span>
      <span>{children}</span>
    </div>
  );
}

function Begin({ range }: { readonly range: ExportRange }) {
  const [isAsking, setAsking] = useState(false);
  const begin = async () => {
    setAsking(true);
    await exportRange(range);
    setAsking(false);
  };
  return (
    <div className="question-buttons">
      <Dialog.Close className="button">Cancel</Dialog.Close>
      <button
        type="button"
        className="button button-primary"
        disabled={isAsking}
        onClick={() => void begin()}
      >
        Export…
      </button>
    </div>
  );
}

async function exportRange(range: ExportRange): Promise<void> {
  const outcome = await bridge().exportRange({ range, format: FORMAT });
  // By the person who waited.
  if (!outcome.ok && outcome.code === 'job-cancelled') return;
  const result = valueOrNotice(outcome);
  if (result === null || result.path === null) return;
  changeView({ exportedRange: null });
  const { path, missingClips } = result;
  if (missingClips === 0) notify('info', `Exported to ${path}`);
  else {
    const what = missingClips === 1 ? 'a clip that cannot play' : 'clips that cannot play';
    notify('warning', `Exported to ${path} without ${counted(missingClips, 'clip')}: ${what}.`);
  }
}

function Progress({ job }: { readonly job: ExportJob }) {
  const { fileName, share } = job;
  return (
    <div className="export-foot">
      <div className="export-progress">
        <span>
          {fileName} <span className="figure dim">{Math.floor(100 * share)} %</span>
        </span>
        <progress className="progress" max={1} value={share} aria-label={`Exporting ${fileName}`} />
      </div>
      <button type="button" className="button" onClick={() => void bridge().cancelExport(null)}>
        Cancel
      </button>
    </div>
  );
}
