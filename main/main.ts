/** The main process, in the order in which it is set up. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { app, clipboard, dialog, type IpcMainInvokeEvent, systemPreferences } from 'electron';
import type { CommandId } from '../preload/commands.ts';
import type { About, OpeningStatus } from '../preload/contract.ts';
import { success } from '../preload/outcome.ts';
import { type Arguments, type KioskArguments, parseArguments, printedAnswer } from './arguments.ts';
import { loadNativeMixer, portAudioVersion, soundFileVersion } from './engine/native-library.ts';
import { failureOf } from './failure-of.ts';
import { headlessWords, runHeadless } from './headless/headless.ts';
import { createHandlers, settingsHandlers } from './ipc/handlers.ts';
import { handleRequests } from './ipc/requests.ts';
import type { Notices } from './notices.ts';
import { Kiosk } from './playback/kiosk.ts';
import { programArguments, restartArguments, restartProgram } from './program-arguments.ts';
import type { Settings } from './settings.ts';
import { about } from './shell/about.ts';
import { APP_URL, registerAppScheme, serveApp } from './shell/app-protocol.ts';
import { isAppUrl } from './shell/app-url.ts';
import { keepCrashReports, showNewestReport, tellOfNewReport } from './shell/crash-reports.ts';
import { enumerateInSubprocess } from './shell/enumerate-subprocess.ts';
import { fileDialogs } from './shell/file-dialogs.ts';
import { guardContents } from './shell/guards.ts';
import { greyItems, installMenu } from './shell/menu.ts';
import { OpenedFiles } from './shell/opened-files.ts';
import { PowerGuard } from './shell/power.ts';
import { QuitGuard } from './shell/quit.ts';
import { runSquirrelTask, squirrelTask } from './shell/squirrel.ts';
import { followTheme, windowColour } from './shell/theme.ts';
import { StudioWindow } from './shell/window.ts';
import { openStudio, type Studio } from './studio.ts';

const argv = programArguments(process.argv, app.isPackaged, app.getAppPath());
const headless = headlessWords(argv);
const answer = headless === null ? printedAnswer(argv, app.getVersion()) : null;
const given = parseArguments(argv, process.cwd());
if (answer === null && given.userDataFolder !== null) setDataFolder(given.userDataFolder);

/** What the window shows: the bundle, or the development server's page. */
const appUrl = MAIN_WINDOW_VITE_DEV_SERVER_URL ?? APP_URL;
const opened = new OpenedFiles(given.files);
let window: StudioWindow | null = null;
let openingStatus: OpeningStatus | null = null;
/** null until the session is read. */
let quitGuard: QuitGuard | null = null;

// Groups the program's windows on the taskbar with the shortcut that Squirrel makes.
if (process.platform === 'win32') app.setAppUserModelId('com.squirrel.rtmixer.rtmixer');
const squirrel = process.platform === 'win32' ? squirrelTask(argv, process.execPath) : null;

if (squirrel !== null) {
  runSquirrelTask(squirrel, () => app.exit(0));
} else if (headless !== null) {
  // Beside a program with a window, whose lock it does not ask for.
  runWithoutWindow(headless);
} else if (answer !== null) {
  process.stdout.write(answer, () => app.exit(0));
} else if (app.requestSingleInstanceLock({ files: given.files })) {
  keepCrashReports();
  registerAppScheme();
  app.on('open-file', (event, file) => {
    event.preventDefault();
    opened.add([file]);
  });
  app.on('second-instance', (_event, _argv, _folder, data) => {
    opened.add((data as { files?: readonly string[] } | null)?.files ?? []);
    window?.show();
  });
  app.whenReady().then(begin).catch(fail);
} else {
  for (const warning of given.warnings) console.error(warning);
  app.quit();
}

/** Electron takes existing folders only. */
function setDataFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    app.setPath('userData', folder);
  } catch (error) {
    fail(new Error(`${folder} cannot be used: ${failureOf(error).message}`));
  }
}

function runWithoutWindow(words: readonly string[]): void {
  void runHeadless({
    argv: words,
    workingFolder: process.cwd(),
    loadNative: () => loadNativeMixer(addonPath()),
    versions: () => [
      { name: 'RtMixer', version: app.getVersion() },
      { name: 'PortAudio', version: portAudioVersion() },
      { name: 'libsndfile', version: soundFileVersion() },
      { name: 'Node', version: process.versions.node },
    ],
  }).then((code) => app.exit(code));
}

function addonPath(): string {
  return app.isPackaged
    ? path.join(process.resourcesPath, 'native', 'rtmixer.node')
    : path.join(app.getAppPath(), 'native', 'build', 'Release', 'rtmixer.node');
}

function demoFolder(): string {
  return app.isPackaged
    ? path.join(process.resourcesPath, 'demo')
    : path.join(app.getAppPath(), 'assets', 'demo');
}

function noticesFile(): string {
  const folder = app.isPackaged ? process.resourcesPath : path.join(app.getAppPath(), '.vite');
  return path.join(folder, 'licences', 'THIRD-PARTY-NOTICES.txt');
}

function aboutProgram(): Promise<About> {
  return about(noticesFile(), { portAudio: portAudioVersion, soundFile: soundFileVersion });
}

async function mayUseInput(): Promise<boolean> {
  // Windows asks nobody: its settings allow it, or not.
  if (process.platform === 'win32') {
    return systemPreferences.getMediaAccessStatus('microphone') !== 'denied';
  }
  if (process.platform !== 'darwin') return true;
  return systemPreferences.askForMediaAccess('microphone');
}

async function begin(): Promise<void> {
  serveApp(path.join(app.getAppPath(), '.vite', 'renderer', MAIN_WINDOW_VITE_NAME));
  guardContents(appUrl);
  const reading = Promise.withResolvers<Studio>();
  const studio = await openStudio({
    userDataFolder: app.getPath('userData'),
    native: loadNativeMixer(addonPath()),
    arguments: given,
    send: (update) => window?.send('update', update) ?? false,
    enumerateInSubprocess: () => enumerateInSubprocess(addonPath()),
    mayUseInput,
    waitsForDevice: given.kiosk.plays,
    versions: await aboutProgram().then(
      ({ versions }) => versions,
      () => [],
    ),
    onReadingRun: (status) => {
      openingStatus = status;
    },
    // The page loads while the session is being read.
    onSettings: (settings, notices) => {
      const shown = openWindow(settings, notices);
      window = shown;
      answerWindow(shown, settings, notices, reading.promise);
      shown.show();
    },
  });
  quitGuard = new QuitGuard(studio, {
    onStay: () => window?.show(),
    restartArguments: restartArguments(process.argv, app.isPackaged, app.getAppPath()),
    restartProgram: restartProgram(process.env, process.execPath),
  });
  guardPower(studio, given.kiosk);
  announce(studio, given);
  openingStatus = null;
  reading.resolve(studio);
  await studio.begin();
  await tellOfNewReport(studio.settings, studio.notices);
  const kiosk = new Kiosk(studio, given.kiosk);
  await kiosk.begin();
  opened.follow((files) => importOpened(studio, files).then(() => kiosk.begin()));
}

function openWindow(settings: Settings, notices: Notices): StudioWindow {
  const made: StudioWindow = new StudioWindow({
    url: appUrl,
    bounds: settings.values.windowBounds,
    isMaximized: settings.values.windowIsMaximized,
    isFullScreen: given.kiosk.isFullScreen,
    colour: () => windowColour(settings.values.theme),
    uiSizePercent: () => settings.values.uiSizePercent,
    onBounds: (windowBounds, windowIsMaximized) =>
      settings.change({ windowBounds, windowIsMaximized }),
    onCrash: (reason, goesOn) => {
      const next = goesOn ? 'It is loaded again.' : 'Quit and start RtMixer again.';
      notices.error(`The window crashed (${reason}). Sound and takes go on. ${next}`);
    },
    mayClose: () => quitGuard?.mayClose(made.browserWindow) ?? true,
  });
  followTheme(settings.values.theme);
  showMenu(settings, made);
  app.on('activate', () => made.show());
  return made;
}

async function restart(shown: StudioWindow): Promise<void> {
  await quitGuard?.restart(shown.browserWindow);
}

function showMenu(settings: Settings, shown: StudioWindow): void {
  const actions = {
    send: (command: CommandId) => void shown.send('command', command),
    restart: () => void restart(shown),
  };
  installMenu(actions, settings.values);
}

function answerWindow(
  shown: StudioWindow,
  settings: Settings,
  notices: Notices,
  reading: Promise<Studio>,
): void {
  const changes = {
    greyMenu: greyItems,
    keysChanged: () => showMenu(settings, shown),
    appearanceChanged: () => {
      followTheme(settings.values.theme);
      shown.recolour();
      shown.resizeContent();
      showMenu(settings, shown);
    },
  };
  handleRequests({
    early: {
      ...settingsHandlers({ settings, ...changes }),
      opening: async () => success(openingStatus),
    },
    handlers: reading.then((studio) =>
      createHandlers({
        studio,
        ...changes,
        dialogs: fileDialogs(() => shown.browserWindow),
        demoFolder: demoFolder(),
        about: aboutProgram,
        copyText: (text) => clipboard.writeText(text),
        showCrashReport: showNewestReport,
        restart: () => restart(shown),
      }),
    ),
    isOwnSender: ({ sender, senderFrame }: IpcMainInvokeEvent) =>
      sender === shown.browserWindow?.webContents &&
      senderFrame !== null &&
      senderFrame === sender.mainFrame &&
      isAppUrl(senderFrame.url, appUrl),
    onFault: (what, error) => notices.record(what, error),
  });
}

function guardPower(studio: Studio, { plays, isFullScreen }: KioskArguments): void {
  const power = new PowerGuard(() => {
    if (studio.takes.isRecording) {
      studio.notices.warn('The take was closed because the system goes to sleep.');
    }
    void studio.takes.closeAll();
    studio.transport.stop();
  }, plays || isFullScreen);
  setInterval(() => power.keepAwake(studio.isActive), 1_000).unref();
}

function announce(studio: Studio, { warnings }: Arguments): void {
  for (const warning of warnings) studio.notices.warn(warning);
  process.on('uncaughtException', (error) => studio.notices.record('uncaught', error));
  process.on('unhandledRejection', (error) => studio.notices.record('unhandled', error));
}

/** Never rejects: files that cannot be opened must not end the program. */
async function importOpened(studio: Studio, files: readonly string[]): Promise<void> {
  const placement = { trackId: null, startFrame: 0, rule: 'stack' as const };
  const report = await studio.imports.importFiles(files, placement).catch((error: unknown) => {
    studio.notices.record('opening files', error);
    return failureOf(error);
  });
  if (!report.ok) studio.notices.error(report.message);
  else {
    const untold = report.value.refusals.filter(({ isTold }) => !isTold);
    for (const { message } of untold) studio.notices.error(message);
  }
}

function fail(error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  console.error('RtMixer could not start:', reason);
  // Blocks until it is read: without a terminal nothing else is seen.
  if (app.isPackaged) dialog.showErrorBox('RtMixer could not start', reason);
  app.exit(1);
}
