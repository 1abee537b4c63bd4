/** Starts the window: styles, the store's link to main, keys, the screen. */
import '@fontsource-variable/inter/wght.css';
import '@fontsource/ibm-plex-mono/400.css';
import '@fontsource/ibm-plex-mono/500.css';
import 'uplot/dist/uPlot.min.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/layout.css';
import './styles/library.css';
import './styles/timeline.css';
import './styles/inspector.css';
import './styles/bottom.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { listenForKeys } from './keys/keys.ts';
import { listen } from './store/listen.ts';
import { keepView } from './store/view.ts';
import { refuseStrayDrops } from './stray-drops.ts';
import { monitorArmedTracks } from './track-commands.ts';
import { runWindowCommand } from './window-commands.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id root.');
createRoot(root).render(<App />);
refuseStrayDrops();
listenForKeys();
keepView();
void listen(runWindowCommand).then(monitorArmedTracks);
