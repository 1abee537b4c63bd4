/** The screen: Transport and Engine on top, Library, Timeline and Inspector, the tabs below. */
import { CSPProvider } from '@base-ui/react/csp-provider';
import { Tooltip } from '@base-ui/react/tooltip';
import { type ReactNode, useCallback } from 'react';
import { Group, Panel, type PanelSize, Separator } from 'react-resizable-panels';
import { AboutDialog } from './about/about-dialog.tsx';
import { Palette } from './commands/palette.tsx';
import { EngineStrip } from './engine-strip/engine-strip.tsx';
import { Inspector } from './inspector/inspector.tsx';
import { KeysDialog } from './keys/keys-dialog.tsx';
import { Library } from './library/library.tsx';
import { ContextMenu } from './menus/context-menu.tsx';
import { NoticeList } from './notices/notice-list.tsx';
import { BottomPanel } from './panels/bottom-panel.tsx';
import { StatusBar } from './status-bar/status-bar.tsx';
import { useHasMirror } from './store/mirror-store.ts';
import { keepPanelPixels, type PanelName, panelPixels } from './store/panel-sizes.ts';
import { useView } from './store/view.ts';
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
      <Palette />
      <ContextMenu />
      <AboutDialog />
    </>
  );
}

function Panels() {
  const folded = useView((view) => view.foldedPanels);
  return (
    <Group orientation="vertical" className="panels">
      <Panel id="work" minSize={220}>
        <Group orientation="horizontal" className="panels">
          {!folded.includes('library') && (
            <>
              <KeptPanel name="library" usualPixels={224} minPixels={168}>
                <Library />
              </KeptPanel>
              <Separator className="separator" aria-label="Width of the Library" />
            </>
          )}
          <Panel id="timeline" minSize={360}>
            <Timeline />
          </Panel>
          {!folded.includes('inspector') && (
            <>
              <Separator className="separator" aria-label="Width of the Inspector" />
              <KeptPanel name="inspector" usualPixels={252} minPixels={208}>
                <Inspector />
              </KeptPanel>
            </>
          )}
        </Group>
      </Panel>
      {!folded.includes('bottom') && (
        <>
          <Separator className="separator" aria-label="Height of the tabs below" />
          <KeptPanel name="bottom" usualPixels={289} minPixels={120}>
            <BottomPanel />
          </KeptPanel>
        </>
      )}
    </Group>
  );
}

interface KeptPanelProps {
  readonly name: PanelName;
  /** Size at the first time. */
  readonly usualPixels: number;
  readonly minPixels: number;
  readonly children: ReactNode;
}

/** A panel whose size in pixels is kept. */
function KeptPanel({ name, usualPixels, minPixels, children }: KeptPanelProps) {
  const keep = useCallback(({ inPixels }: PanelSize) => keepPanelPixels(name, inPixels), [name]);
  return (
    <Panel
      id={name}
      defaultSize={panelPixels(name, usualPixels)}
      onResize={keep}
      minSize={minPixels}
      groupResizeBehavior="preserve-pixel-size"
    >
      {children}
    </Panel>
  );
}
