/** All keys in one dialog. */
import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { bridge } from '../store/bridge.ts';
import { changeView, useView } from '../store/view.ts';
import { KEY_GROUPS } from './keys.ts';

export function KeysDialog() {
  const isShown = useView((view) => view.areKeysShown);
  return (
    <Dialog.Root open={isShown} onOpenChange={(areKeysShown) => changeView({ areKeysShown })}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog keys-dialog">
          <div className="dialog-head">
            <Dialog.Title className="dialog-title">Keys</Dialog.Title>
            <Dialog.Close className="quiet-button" aria-label="Close">
              <X size={14} aria-hidden />
            </Dialog.Close>
          </div>
          <div className="key-groups">
            {KEY_GROUPS.map((group) => (
              <section key={group.title} className="key-group" aria-label={group.title}>
                <h2 className="section-title">{group.title}</h2>
                <dl className="key-list">
                  {group.keys
                    .filter((entry) => entry.shown !== '')
                    .map((entry) => (
                      <div key={entry.shown} className="key-row">
                        <dt>
                          <kbd>{forPlatform(entry.shown)}</kbd>
                        </dt>
                        <dd>{entry.what}</dd>
                      </div>
                    ))}
                </dl>
              </section>
            ))}
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function forPlatform(keys: string): string {
  return bridge().platform === 'darwin' ? keys.replaceAll('Ctrl', 'Cmd') : keys;
}
