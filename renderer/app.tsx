/** The screen: Transport and Engine on top, Library, Timeline and Inspector, the tabs below. */
import { CSPProvider } from '@base-ui/react/csp-provider';
import { Tooltip } from '@base-ui/react/tooltip';
import { Group, Panel, type PanelSize, Separator } from 'react-resizable-panels';
import { EngineStrip } from './engine-strip/engine-strip.tsx';
import { Inspector } from './inspector/inspector.tsx';
import { KeysDialog } from './keys/keys-dialog.tsx';
import { Library } from './library/library.tsx';
import { NoticeList } from './notices/notice-list.tsx';
import { BottomPanel } from './panels/bottom-panel.tsx';
import { StatusBar } from './status-bar/status-bar.tsx';
import { useHasMirror } from './store/mirror-store.ts';
import { keepPanelPixels, panelPixels } from './store/panel-sizes.ts';
import { Timeline } from './timeline/timeline.tsx';
import { SessionTitle } from './transport/session-title.tsx';
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

const keepLibrary = ({ inPixels }: PanelSize) => keepPanelPixels('library', inPixels);
const keepInspector = ({ inPixels }: PanelSize) => keepPanelPixels('inspector', inPixels);
const keepBottom = ({ inPixels }: PanelSize) => keepPanelPixels('bottom', inPixels);

function Panels() {
  return (
    <Group orientation="vertical" className="panels">
      <Panel id="work" minSize={220}>
        <Group orientation="horizontal" className="panels">
          <Panel
            id="library"
            defaultSize={panelPixels('library', 224)}
            onResize={keepLibrary}
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
            defaultSize={panelPixels('inspector', 252)}
            onResize={keepInspector}
            minSize={208}
            groupResizeBehavior="preserve-pixel-size"
          >
            <Inspector />
          </Panel>
        </Group>
      </Panel>
      <Separator className="separator" aria-label="Height of the tabs below" />
      <Panel
        id="bottom"
        defaultSize={panelPixels('bottom', 289)}
        onResize={keepBottom}
        minSize={120}
        groupResizeBehavior="preserve-pixel-size"
      >
        <BottomPanel />
      </Panel>
    </Group>
  );
}
