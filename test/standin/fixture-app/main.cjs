'use strict';

const path = require('node:path');
const { readFile } = require('node:fs/promises');
const { app, BrowserWindow, dialog, ipcMain, Menu, protocol } = require('electron');

const origin = 'app://fixture';
const seen = { said: [], events: [], visits: [] };
globalThis.fixture = seen;

protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);

if (!app.requestSingleInstanceLock({ from: process.pid })) app.exit(0);

app.on('second-instance', (_event, argv, _folder, data) => {
  seen.visits.push({ file: argv.at(-1), data });
});
app.on('before-quit', () => seen.events.push('before-quit'));
app.on('window-all-closed', () => app.quit());
app.on('web-contents-created', (_event, contents) => {
  contents.setWindowOpenHandler(({ url }) => {
    seen.events.push(`window-open ${url}`);
    return { action: 'deny' };
  });
  contents.on('will-navigate', (event, url) => {
    if (url.startsWith(`${origin}/`)) return;
    seen.events.push(`will-navigate ${url}`);
    event.preventDefault();
  });
  contents.on('render-process-gone', (_gone, { reason }) => seen.events.push(`gone ${reason}`));
});

function describe(value) {
  return {
    type: Object.prototype.toString.call(value),
    byteOffset: value?.byteOffset,
    bufferBytes: value?.buffer?.byteLength,
    text: ArrayBuffer.isView(value) ? Array.from(value, String).join() : String(value),
  };
}

ipcMain.handle('echo', (_event, value) => value);
ipcMain.handle('arguments', () => process.argv.slice(1));
ipcMain.handle('describe', (_event, value) => describe(value));
ipcMain.handle('fail', () => {
  throw new RangeError('out of range');
});
ipcMain.handle('sender', (event) => ({
  url: event.senderFrame.url,
  origin: event.senderFrame.origin,
  isWindow: BrowserWindow.fromWebContents(event.sender) === BrowserWindow.getAllWindows()[0],
}));
ipcMain.handle('open', () => dialog.showOpenDialog({ properties: ['openFile'] }));
ipcMain.on('say', (_event, value) => seen.said.push(value));

function tell(item) {
  BrowserWindow.getAllWindows()[0]?.webContents.send('menu', item.id);
}

function setMenu() {
  const items = [
    { id: 'import', label: 'Import…', accelerator: 'CmdOrCtrl+O', click: tell },
    { id: 'handled', label: 'Handled by the page', accelerator: 'CmdOrCtrl+H', click: tell },
    { id: 'snap', label: 'Snap', type: 'checkbox', click: tell },
    { id: 'quit', role: 'quit' },
  ];
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([{ label: 'File', submenu: items }, { role: 'editMenu' }]),
  );
}

const contentTypes = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript' };

async function serve(request) {
  const { pathname } = new URL(request.url);
  const file = path.join(__dirname, path.normalize(decodeURIComponent(pathname)));
  const headers = {
    'content-type': contentTypes[path.extname(file)],
    'content-security-policy': "default-src 'self'",
  };
  return new Response(await readFile(file), { headers });
}

function openWindow() {
  const window = new BrowserWindow({
    width: 900,
    height: 640,
    webPreferences: {
      preload: path.join(__dirname, 'preload.cjs'),
      additionalArguments: ['--from-main=yes'],
    },
  });
  return window.loadURL(`${origin}/index.html`);
}

app.whenReady().then(() => {
  protocol.handle('app', serve);
  setMenu();
  return openWindow();
});
