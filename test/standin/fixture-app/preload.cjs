'use strict';

const { contextBridge, ipcRenderer, webUtils } = require('electron');

function subscribe(channel, listener) {
  const deliver = (_event, value) => listener(value);
  ipcRenderer.on(channel, deliver);
  return () => ipcRenderer.removeListener(channel, deliver);
}

contextBridge.exposeInMainWorld('fixture', {
  echo: (value) => ipcRenderer.invoke('echo', value),
  describe: (value) => ipcRenderer.invoke('describe', value),
  fail: () => ipcRenderer.invoke('fail'),
  unhandled: () => ipcRenderer.invoke('nobody-handles-this'),
  mainArguments: () => ipcRenderer.invoke('arguments'),
  sender: () => ipcRenderer.invoke('sender'),
  open: () => ipcRenderer.invoke('open'),
  say: (value) => ipcRenderer.send('say', value),
  onPush: (listener) => subscribe('push', listener),
  onMenu: (listener) => subscribe('menu', listener),
  pathOf: (file) => webUtils.getPathForFile(file),
  sync: (value) => value,
  throws: () => {
    throw new RangeError('too far');
  },
  callBack: (listener) => listener({ inner: () => 'from the preload' }),
  nested: { list: [1, { two: 2 }] },
  argv: process.argv,
  platform: process.platform,
});
