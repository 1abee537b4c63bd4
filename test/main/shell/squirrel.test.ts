import { expect, test } from 'vitest';
import { runSquirrelTask, squirrelTask } from '../../../main/shell/squirrel.ts';

const program = 'C:\\Users\\Ann Lee\\AppData\\Local\\rtmixer\\app-0.1.0\\rtmixer.exe';
const updater = 'C:\\Users\\Ann Lee\\AppData\\Local\\rtmixer\\Update.exe';

test.each([
  ['--squirrel-install', '--createShortcut'],
  ['--squirrel-updated', '--createShortcut'],
  ['--squirrel-uninstall', '--removeShortcut'],
])('%s makes or removes shortcuts instead of opening a window', (word, task) => {
  expect(squirrelTask([word, '0.1.0'], program)).toEqual({
    command: [updater, task, 'rtmixer.exe'],
  });
});

test('the version that was replaced ends without a task', () => {
  expect(squirrelTask(['--squirrel-obsolete', '0.1.0'], program)).toEqual({ command: null });
});

test.each([[[]], [['--squirrel-firstrun']], [['a.wav']]])('%j is an ordinary start', (argv) => {
  expect(squirrelTask(argv, program)).toBeNull();
});

test('the program ends also where the updater is gone', async () => {
  await new Promise<void>((done) => runSquirrelTask({ command: ['/no/Update.exe'] }, done));
});
