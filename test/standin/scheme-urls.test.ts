import { beforeAll, describe, expect, it } from 'vitest';
import { protocol } from './protocol.ts';
import { fromChromiumUrl, originOf, schemeOf, toChromiumUrl } from './scheme-urls.ts';

beforeAll(() => {
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true } }]);
});

describe("an address of the app's own scheme", () => {
  it.each([
    ['app://studio/index.html?a=1#b', 'http://studio.app.localhost/index.html?a=1#b'],
    ['app://studio', 'http://studio.app.localhost/'],
  ])('is shown under one that Chromium holds for secure: %s', (own, shown) => {
    expect(toChromiumUrl(own)).toBe(shown);
    expect(fromChromiumUrl(shown)).toBe(own.replace(/studio$/, 'studio/'));
  });

  it('has an origin', () => {
    expect([originOf('app://studio/x'), schemeOf('app://studio/x')]).toEqual([
      'app://studio',
      'app',
    ]);
  });
});

describe('any other address', () => {
  it('stays as it is', () => {
    const url = 'http://localhost:5173/main';
    expect([toChromiumUrl(url), fromChromiumUrl(url), originOf(url)]).toEqual([
      url,
      url,
      'http://localhost:5173',
    ]);
    expect(fromChromiumUrl('http://studio.other.localhost/')).toBe(
      'http://studio.other.localhost/',
    );
  });
});
