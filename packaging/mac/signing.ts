/** Signing and notarising for macOS, by the environment alone: no secret is in a file of ours. */

const FOLDER = 'assets';

interface Notary {
  readonly keychainProfile: string;
}

export interface MacSigning {
  readonly osxSign?: {
    readonly identity: string;
    readonly optionsForFile: (file: string) => { readonly entitlements: string };
  };
  readonly osxNotarize?: Notary;
}

/**
 * RTMIXER_SIGNING_IDENTITY signs; RTMIXER_NOTARY_PROFILE, the name under which
 * `xcrun notarytool store-credentials` keeps an account, has Apple look at what was signed.
 *
 * @throws Error with a sentence if it is to be notarised, but not signed
 */
export function macSigning(environment: NodeJS.ProcessEnv): MacSigning {
  const identity = environment.RTMIXER_SIGNING_IDENTITY;
  const profile = environment.RTMIXER_NOTARY_PROFILE;
  if (identity === undefined) {
    if (profile === undefined) return {};
    throw new Error(
      'RTMIXER_NOTARY_PROFILE is set, but Apple notarises only what is signed: set RTMIXER_SIGNING_IDENTITY, too.',
    );
  }
  return {
    osxSign: {
      identity,
      optionsForFile: (file) => ({ entitlements: entitlementsOf(file) }),
    },
    ...(profile === undefined ? {} : { osxNotarize: { keychainProfile: profile } }),
  };
}

/** Sound is recorded by the main program only: no window and no helper may use a microphone. */
export function entitlementsOf(file: string): string {
  const isHelper = /\/Contents\/(Frameworks|Resources)\//.test(file);
  return `${FOLDER}/entitlements.mac${isHelper ? '.helper' : ''}.plist`;
}

/** @throws Error with a sentence for a package of several processors */
export function requireOneProcessor(platform: string, arch: string): void {
  if (platform === 'darwin' && arch === 'universal') {
    throw new Error(
      'No universal package is made, because the audio libraries are for one processor: make one package with --arch arm64 on an Apple processor, and one with --arch x64 on an Intel one.',
    );
  }
}
