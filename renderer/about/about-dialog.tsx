/** What this program is, what it is made of, and under which terms. */
import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { About } from '../../preload/contract.ts';
import { bridge } from '../store/bridge.ts';
import { valueOrNotice } from '../store/notices.ts';
import { changeView, useView } from '../store/view.ts';

export function AboutDialog() {
  const isShown = useView((view) => view.isAboutShown);
  return (
    <Dialog.Root open={isShown} onOpenChange={(isAboutShown) => changeView({ isAboutShown })}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog about-dialog">
          <div className="dialog-head">
            <Dialog.Title className="dialog-title">About RtMixer</Dialog.Title>
            <Dialog.Close className="quiet-button" aria-label="Close">
              <X size={14} aria-hidden />
            </Dialog.Close>
          </div>
          <AboutContent />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** Asked for when the dialog is opened: the notices are long. */
function AboutContent() {
  const [about, setAbout] = useState<About | null>(null);
  useEffect(() => {
    void bridge()
      .about(null)
      .then((outcome) => setAbout(valueOrNotice(outcome)));
  }, []);
  if (about === null) return <div className="about" aria-busy />;
  return (
    <div className="about">
      <dl className="about-versions">
        {about.versions.map(({ name, version }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="figure">{version}</dd>
          </div>
        ))}
      </dl>
      <CopyDiagnostics />
      <p>RtMixer is free software under the MIT licence. These parts are the work of others:</p>
      <section
        className="about-notices"
        aria-label="Third-party notices"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
      >
        {about.notices ?? 'The notices are made with the program: npm run build.'}
      </section>
    </div>
  );
}

/** For a report of a fault. */
function CopyDiagnostics() {
  const [withPaths, setWithPaths] = useState(false);
  const [isCopied, setIsCopied] = useState(false);
  const copy = async () => {
    const outcome = await bridge().copyDiagnostics({ withPaths });
    valueOrNotice(outcome);
    setIsCopied(outcome.ok);
  };
  return (
    <div className="about-diagnostics">
      <button type="button" className="button" onClick={() => void copy()}>
        Copy diagnostics
      </button>
      <label>
        <input
          type="checkbox"
          checked={withPaths}
          onChange={(event) => {
            setWithPaths(event.target.checked);
            setIsCopied(false);
          }}
        />
        With paths of files
      </label>
      <span role="status">{isCopied ? 'Versions, devices, settings and log are copied.' : ''}</span>
    </div>
  );
}
