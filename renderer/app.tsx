/** The screen: Transport and Engine on top, the view that is shown, and the foot. */
import { CSPProvider } from '@base-ui/react/csp-provider';
import { Tooltip } from '@base-ui/react/tooltip';
import { useEffect, useState } from 'react';
import { AboutDialog } from './about/about-dialog.tsx';
import { Palette } from './commands/palette.tsx';
import { EngineStrip } from './engine-strip/engine-strip.tsx';
import { ExportDialog } from './exporting/export-dialog.tsx';
import { Foot } from './foot/foot.tsx';
import { KeysDialog } from './keys/keys-dialog.tsx';
import { MatrixDialog } from './matrix/matrix-dialog.tsx';
import { ContextMenu } from './menus/context-menu.tsx';
import { NoticeList } from './notices/notice-list.tsx';
import { SpokenText } from './notices/spoken-text.tsx';
import { ArrangeView } from './panels/arrange-view.tsx';
import { ReportView } from './report/report-view.tsx';
import { jobShareText } from './runs/run-text.ts';
import { bridge } from './store/bridge.ts';
import { useHasMirror } from './store/mirror-store.ts';
import { useView } from './store/view.ts';
import { ClipDialogs } from './timeline/clips/clip-dialogs.tsx';
import { MarkerList } from './timeline/ruler/marker-list.tsx';
import { ColourMenu } from './timeline/tracks/colour-menu.tsx';
import { MasterMeter } from './transport/master-meter.tsx';
import { SessionTitle } from './transport/session-title.tsx';
import { Transport } from './transport/transport.tsx';

const TOOLTIP_DELAY_MILLISECONDS = 500;
const OPENING_WORDS_MILLISECONDS = 500;

export function App() {
  const hasMirror = useHasMirror();
  return (
    <CSPProvider disableStyleElements>
      <Tooltip.Provider delay={TOOLTIP_DELAY_MILLISECONDS}>
        <div className="app">
          {hasMirror ? <Screen /> : <Opening />}
          <NoticeList />
          <SpokenText />
        </div>
      </Tooltip.Provider>
    </CSPProvider>
  );
}

/** The session is being read. The words come after a moment: most sessions are there before. */
function Opening() {
  const [words, setWords] = useState<string | null>(null);
  useEffect(() => {
    const timer = setInterval(() => {
      setWords((before) => before ?? 'Opening the session…');
      void openingWords().then(setWords);
    }, OPENING_WORDS_MILLISECONDS);
    return () => clearInterval(timer);
  }, []);
  return (
    <main className="app-opening" aria-busy>
      {words !== null && <p>{words}</p>}
    </main>
  );
}

async function openingWords(): Promise<string> {
  const opening = await bridge().opening(null);
  if (!opening.ok || opening.value === null) return 'Opening the session…';
  const { runNumber, share } = opening.value;
  return `Opening the session: reading run ${runNumber}… ${jobShareText({ share })}`;
}

function Screen() {
  return (
    <>
      <header className="top">
        <SessionTitle />
        <Transport />
        <MasterMeter />
        <EngineStrip />
      </header>
      <main className="screen">
        <h1 className="hidden-text">RtMixer</h1>
        <ShownView />
      </main>
      <Foot />
      <KeysDialog />
      <Palette />
      <ContextMenu />
      <ClipDialogs />
      <ExportDialog />
      <AboutDialog />
      <MatrixDialog />
      <ColourMenu />
      <MarkerList />
    </>
  );
}

function ShownView() {
  const shown = useView((view) => view.shownView);
  return shown === 'arrange' ? <ArrangeView /> : <ReportView />;
}
