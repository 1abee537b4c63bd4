/** The screen: Transport and Engine on top, Library, Timeline and Inspector, the tabs below. */
import { CSPProvider } from '@base-ui/react/csp-provider';
import { Tooltip } from '@base-ui/react/tooltip';
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import { BottomPanel } from './bottom-panel.tsx';
import { EngineStrip } from './engine-strip/engine-strip.tsx';
import { Inspector } from './inspector/inspector.tsx';
import { KeysDialog } from './keys/keys-dialog.tsx';
import { Library } from './library/library.tsx';
import { NoticeList } from './notices/notice-list.tsx';
import { SessionTitle } from './session-title.tsx';
import { StatusBar } from './status-bar/status-bar.tsx';
import { useHasMirror } from './store/mirror-store.ts';
import { Timeline } from './timeline/timeline.tsx';
import { Transport } from './transport/transport.tsx';

const TOOLTIP_DELAY_MILLISECONDS = 500;

export function App() {
  const hasMirror = useHasMirror();
  return (
    <CSPProvider disableStyleElements>
      <Tooltip.Provider delay={TOOLTIP_DELAY_MILLISECONDS}>
        <div className="app">
          {hasMirror ? <Screen /> : <main className="app-opening" aria-busy />}
          <NoticeList />
        </div>
      </Tooltip.Provider>
    </CSPProvider>
  );
}

function Screen() {
  return (
    <>
      <header className="top">
        <SessionTitle />
        <Transport />
        <EngineStrip />
      </header>
      <main className="screen">
        <h1 className="hidden-text">RtMixer</h1>
        <Panels />
      </main>
      <StatusBar />
      <KeysDialog />
    </>
  );
}

function Panels() {
  const rows = useDefaultLayout({ id: 'rtmixer.rows', panelIds: ['work', 'bottom'] });
  const columns = useDefaultLayout({
    id: 'rtmixer.columns',
    panelIds: ['library', 'timeline', 'inspector'],
  });
  return (
    <Group orientation="vertical" className="panels" {...rows}>
      <Panel id="work" minSize={220}>
        <Group orientation="horizontal" className="panels" {...columns}>
          <Panel
            id="library"
            defaultSize={224}
            minSize={168}
            groupResizeBehavior="preserve-pixel-size"
          >
            <Library />
          </Panel>
          <Separator className="separator" aria-label="Width of the Library" />
          <Panel id="timeline" minSize={360}>
            <Timeline />
          </Panel>
          <Separator className="separator" aria-label="Width of the Inspector" />
          <Panel
            id="inspector"
            defaultSize={252}
            minSize={208}
            groupResizeBehavior="preserve-pixel-size"
          >
            <Inspector />
          </Panel>
        </Group>
      </Panel>
      <Separator className="separator" aria-label="Height of the tabs below" />
      <Panel id="bottom" defaultSize={289} minSize={120} groupResizeBehavior="preserve-pixel-size">
        <BottomPanel />
      </Panel>
    </Group>
  );
}
