/** Preloaded into a child of utilityProcess.fork(): gives it the `process.parentPort` of Electron. */
import { EventEmitter } from 'node:events';

const port = Object.assign(new EventEmitter(), {
  postMessage: (message: object) => process.send?.(message),
  start: () => {},
});

// Only a child that listens is kept alive by its port.
process.channel?.unref();
port.on('newListener', (event) => {
  if (event === 'message') process.channel?.ref();
});
process.on('message', (data) => port.emit('message', { data, ports: [] }));
process.on('disconnect', () => process.exit());
Object.defineProperty(process, 'parentPort', { value: port });
Object.defineProperty(process, 'type', { value: 'utility' });
