import crypto from 'node:crypto';
import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import { requireBrowser } from './browser.ts';
import type { CdpSession, Protocol } from './cdp.ts';
import { debugLog } from './debug-log.ts';
import { electronVersion } from './electron-version.ts';
import { buildInjection } from './page/injection.ts';
import { pack, unpack } from './page/structured-clone.ts';
import type { ToMain, ToPreload } from './page/wire.ts';
import { customSchemes } from './protocol.ts';

const secret = `standin${crypto.randomBytes(6).toString('hex')}`;
const preloadWorldName = 'electron-preload';

/** What the page tells: Chromium's events that concern a window, and messages of its preload. */
interface PageEvents {
  message: [ToMain];
  crashed: [{ status: string; errorCode: number }];
  gone: [];
  titled: [string];
}

/** How a window's preload is started. */
export interface PreloadOptions {
  readonly preload?: string | undefined;
  readonly additionalArguments?: readonly string[] | undefined;
}

/** The connection to one page of Chromium: its preload world, messages both ways, its end. */
export class PageConnection extends EventEmitter<PageEvents> {
  readonly targetId: string;
  readonly cdp: CdpSession;
  private preloadContextId: number | undefined;

  private constructor(targetId: string, cdp: CdpSession) {
    super();
    this.targetId = targetId;
    this.cdp = cdp;
  }

  /** Attaches to a page and prepares it; every document it loads from then on has the preload. */
  static async open(targetId: string, options: PreloadOptions): Promise<PageConnection> {
    const { connection, browser } = requireBrowser();
    const attached = await browser.send('Target.attachToTarget', { targetId, flatten: true });
    const page = new PageConnection(targetId, connection.session(attached.sessionId));
    page.listen(browser);
    await page.prepare(options);
    return page;
  }

  /** Sends to the preload; a page that has none at the moment does not get it, as in Electron. */
  push(message: ToPreload): void {
    const text = pack(message);
    const executionContextId = this.preloadContextId;
    if (executionContextId === undefined) return;
    this.cdp
      .send('Runtime.callFunctionOn', {
        functionDeclaration: `function (text) { globalThis[${JSON.stringify(`${secret}ToPreload`)}](text); }`,
        executionContextId,
        arguments: [{ value: text }],
        silent: true,
      })
      .catch((error: Error) => debugLog('A message did not arrive:', error.message));
  }

  private listen(browser: CdpSession): void {
    browser.on('Target.targetDestroyed', ({ targetId }) => {
      if (targetId === this.targetId) this.emit('gone');
    });
    browser.on('Target.targetCrashed', ({ targetId, status, errorCode }) => {
      if (targetId !== this.targetId) return;
      this.preloadContextId = undefined;
      this.emit('crashed', { status, errorCode });
    });
    browser.on('Target.targetInfoChanged', ({ targetInfo }) => {
      if (targetInfo.targetId === this.targetId) this.emit('titled', targetInfo.title);
    });
    this.cdp.on('Inspector.targetReloadedAfterCrash', () => {
      this.enableDomains().catch((error: Error) => debugLog('After a crash:', error.message));
    });
    this.cdp.on('Runtime.executionContextsCleared', () => {
      this.preloadContextId = undefined;
    });
    this.cdp.on('Runtime.executionContextCreated', ({ context }) => {
      if (context.name === preloadWorldName && context.auxData?.frameId === this.targetId) {
        this.preloadContextId = context.id;
      }
    });
    this.cdp.on('Runtime.bindingCalled', ({ name, payload }) => {
      if (name === `${secret}ToMain`) this.emit('message', unpack(payload) as ToMain);
    });
    this.cdp.on('Debugger.paused', (pause) => void this.answerPause(pause));
  }

  private async prepare({ preload, additionalArguments }: PreloadOptions): Promise<void> {
    const source = preload === undefined ? '' : fs.readFileSync(preload, 'utf8');
    const setup = { secret, process: processOfPreload(additionalArguments ?? []) };
    const injection = buildInjection(setup, source);
    const { cdp } = this;
    await this.enableDomains();
    await cdp.send('Runtime.addBinding', {
      name: `${secret}ToMain`,
      executionContextName: preloadWorldName,
    });
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: injection.mainWorld });
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', {
      source: injection.preloadWorld,
      worldName: preloadWorldName,
    });
  }

  private async enableDomains(): Promise<void> {
    const own = customSchemes().map((scheme) => ({ urlPattern: `http://*.${scheme}.localhost/*` }));
    const patterns = [{ urlPattern: '*', resourceType: 'Document' as const }, ...own];
    const { cdp } = this;
    await Promise.all([
      cdp.send('Page.enable'),
      cdp.send('Runtime.enable'),
      cdp.send('Debugger.enable'),
      cdp.send('Fetch.enable', { patterns }),
    ]);
  }

  /** A pause is the preload's question for a file's path; any other one goes on at once. */
  private async answerPause({ callFrames }: Protocol.Debugger.pausedPayload): Promise<void> {
    const frame = callFrames[0];
    try {
      if (frame?.functionName === 'askForPathOfFile') await this.answerPath(frame.callFrameId);
    } catch (error) {
      debugLog('A path was not found:', error);
    } finally {
      await this.cdp.send('Debugger.resume').catch(() => {});
    }
  }

  private async answerPath(callFrameId: string): Promise<void> {
    const { cdp } = this;
    const evaluate = (expression: string) =>
      cdp.send('Debugger.evaluateOnCallFrame', { callFrameId, expression });
    const { result } = await evaluate('_file');
    const { path } = await cdp.send('DOM.getFileInfo', { objectId: result.objectId! });
    await evaluate(`answer.path = ${JSON.stringify(path)}`);
  }
}

function processOfPreload(additionalArguments: readonly string[]): Record<string, unknown> {
  const { platform, arch, env, execPath, resourcesPath } = process as NodeJS.Process & {
    resourcesPath?: string;
  };
  const versions = { ...process.versions, electron: electronVersion, chrome: 'stand-in' };
  return {
    platform,
    arch,
    env,
    execPath,
    resourcesPath,
    versions,
    argv: [execPath, ...additionalArguments],
    type: 'renderer',
    sandboxed: true,
    contextIsolated: true,
    isMainFrame: true,
  };
}
