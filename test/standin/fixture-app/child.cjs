'use strict';

process.parentPort.on('message', ({ data }) => {
  process.parentPort.postMessage({ type: process.type, args: process.argv.slice(2), data });
});
