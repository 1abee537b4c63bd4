import type Electron from 'electron';
import { NotModelledError } from './modelled.ts';
import type { PageConnection } from './page-connection.ts';

/** Asks the user for files through the file chooser of a page. */
export async function chooseFiles(
  { cdp }: PageConnection,
  { properties = ['openFile'], filters = [] }: Electron.OpenDialogOptions,
): Promise<Electron.OpenDialogReturnValue> {
  const extensions = filters.flatMap((filter) => filter.extensions).filter((one) => one !== '*');
  const input = {
    type: 'file',
    multiple: properties.includes('multiSelections'),
    webkitdirectory: properties.includes('openDirectory'),
    accept: extensions.map((extension) => `.${extension}`).join(),
  };
  if (input.webkitdirectory) throw new NotModelledError(`dialog property 'openDirectory'`);
  const { result } = await cdp.send('Runtime.evaluate', {
    expression: `new Promise((resolve) => {
      const input = Object.assign(document.createElement('input'), ${JSON.stringify(input)});
      input.onchange = () => resolve([...input.files]);
      input.oncancel = () => resolve([]);
      input.click();
    })`,
    userGesture: true,
    awaitPromise: true,
  });
  const listed = await cdp.send('Runtime.getProperties', {
    objectId: result.objectId!,
    ownProperties: true,
  });
  const files = listed.result.filter(({ name }) => /^\d+$/.test(name));
  const filePaths = await Promise.all(
    files.map(async ({ value }) => {
      const { path } = await cdp.send('DOM.getFileInfo', { objectId: value!.objectId! });
      return path;
    }),
  );
  return { canceled: filePaths.length === 0, filePaths };
}

/** Asks the user for a file name in a line of text. */
export async function askForSavePath(
  page: PageConnection,
  { title = 'Save as', defaultPath = '' }: Electron.SaveDialogOptions,
): Promise<Electron.SaveDialogReturnValue> {
  const answer = await ask(page, 'prompt', title, defaultPath);
  const filePath = typeof answer === 'string' ? answer : '';
  return { canceled: filePath === '', filePath };
}

/** Asks the user for one of the buttons: yes or no for up to two, else by number. */
export async function askForButton(
  page: PageConnection,
  options: Electron.MessageBoxOptions,
): Promise<Electron.MessageBoxReturnValue> {
  const { message, detail = '', buttons = ['OK'], defaultId = 0 } = options;
  const cancelId = options.cancelId ?? buttons.length - 1;
  const text = [message, detail].filter(Boolean).join('\n\n');
  if (buttons.length === 1) {
    await ask(page, 'alert', text);
    return { response: 0, checkboxChecked: false };
  }
  if (buttons.length === 2) {
    const otherId = cancelId === 0 ? 1 : 0;
    const choices = `OK: ${buttons[otherId]}\nCancel: ${buttons[cancelId]}`;
    const agrees = await ask(page, 'confirm', `${text}\n\n${choices}`);
    return { response: agrees ? otherId : cancelId, checkboxChecked: false };
  }
  const choices = buttons.map((button, index) => `${index + 1}: ${button}`).join('\n');
  const answer = Number(await ask(page, 'prompt', `${text}\n\n${choices}`, String(defaultId + 1)));
  const isChoice = Number.isInteger(answer) && answer >= 1 && answer <= buttons.length;
  return { response: isChoice ? answer - 1 : cancelId, checkboxChecked: false };
}

async function ask(
  { cdp }: PageConnection,
  kind: 'alert' | 'confirm' | 'prompt',
  ...args: readonly string[]
): Promise<unknown> {
  const { result } = await cdp.send('Runtime.evaluate', {
    expression: `window.${kind}(${args.map((arg) => JSON.stringify(arg)).join()})`,
    userGesture: true,
    returnByValue: true,
  });
  return result.value;
}
