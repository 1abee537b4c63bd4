import { fork } from 'node:child_process';
import type Electron from 'electron';
import { ModelledEmitter, modelled, NotModelledError } from './modelled.ts';

const parentPortScript = new URL('./parent-port.ts', import.meta.url).href;

type ForkOptions = Pick<
  Electron.ForkOptions,
  'env' | 'execArgv' | 'cwd' | 'stdio' | 'serviceName' | 'allowLoadingUnsignedLibraries'
>;

/** Starts a child that sees `process.parentPort`, as a plain Node process. */
function forkUtility(file: string, args: readonly string[] = [], options: ForkOptions = {}) {
  const output = (options.stdio ?? 'inherit') as 'inherit' | 'ignore' | 'pipe' | unknown[];
  if (typeof output !== 'string')
    throw new NotModelledError('utilityProcess.fork() with a list as stdio');
  const child = fork(file, [...args], {
    serialization: 'advanced',
    env: (options.env ?? process.env) as NodeJS.ProcessEnv,
    cwd: options.cwd,
    execArgv: ['--import', parentPortScript, ...(options.execArgv ?? [])],
    stdio: ['ignore', output, output, 'ipc'],
  });
  const events = new ModelledEmitter('utilityProcess', ['spawn', 'exit', 'message', 'error']);
  let pid = child.pid;
  child.once('spawn', () => events.emit('spawn'));
  child.on('message', (message) => events.emit('message', message));
  child.once('exit', (code) => {
    pid = undefined;
    events.emit('exit', code ?? 1);
  });
  const members = {
    get pid() {
      return pid;
    },
    stdout: child.stdout,
    stderr: child.stderr,
    kill: () => child.kill(),
    postMessage(message: unknown, transfer: readonly unknown[] = []) {
      if (transfer.length > 0) throw new NotModelledError('the transfer of message ports');
      if (child.connected) child.send(message as object);
    },
  };
  const described = Object.getOwnPropertyDescriptors(members);
  return modelled('utilityProcess child', Object.defineProperties(events, described));
}

/** electron.utilityProcess. */
export const utilityProcess = modelled('utilityProcess', { fork: forkUtility });
