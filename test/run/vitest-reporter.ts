import { detectedDevices } from './devices.ts';
import { type SuiteResult, saveSuite } from './suite-result.ts';

/** What this reporter reads of vitest's modules. */
type Module = {
  relativeModuleId: string;
  children: { allTests(): Iterable<TestCase> };
  errors(): readonly { message: string }[];
  state(): string;
};
type TestCase = {
  fullName: string;
  result(): { state: string; errors?: readonly { message: string }[]; note?: string };
  /** `flaky`: it failed and passed when it was tried again; the errors are those of the failure. */
  diagnostic(): { flaky: boolean } | undefined;
};

/** Saves one suite per folder of test/, with the reason of every skip, for the summary. Makes a `-t` that
 * names no test an error. */
export default class SuiteReporter {
  #namePattern: RegExp | undefined;

  onInit(vitest: { config: { testNamePattern?: RegExp | undefined } }): void {
    this.#namePattern = vitest.config.testNamePattern;
  }

  onTestRunEnd(modules: readonly Module[], unhandledErrors: readonly { message: string }[]): void {
    const suites = new Map<string, SuiteResult>();
    for (const module of modules) {
      addModule(suiteOf(suites, module.relativeModuleId), module);
    }
    if (unhandledErrors.length > 0) {
      const detail = unhandledErrors.map(({ message }) => message).join('\n');
      suiteOf(suites, 'test/unhandled').failed.push({ name: 'errors outside tests', detail });
    }
    for (const suite of suites.values()) {
      saveSuite(suite);
    }
    const hasRun = [...suites.values()].some(
      ({ passed, failed }) => passed > 0 || failed.length > 0,
    );
    if (this.#namePattern !== undefined && !hasRun) {
      console.error(`No test has ${this.#namePattern} in its name.`);
      process.exitCode = 1;
    }
  }
}

function suiteOf(suites: Map<string, SuiteResult>, file: string): SuiteResult {
  const folder = /test\/([^/]+)/.exec(file.replaceAll('\\', '/'))?.[1] ?? 'other';
  const found = suites.get(folder) ?? {
    name: `Unit tests of ${folder}`,
    host: `Node ${process.versions.node}`,
    devices: folder === 'native' ? detectedDevices() : 'none',
    passed: 0,
    failed: [],
    skipped: [],
    unsteady: [],
  };
  suites.set(folder, found);
  return found;
}

function addModule(suite: SuiteResult, module: Module): void {
  for (const test of module.children.allTests()) {
    const { state, errors = [], note } = test.result();
    const name = `${module.relativeModuleId}: ${test.fullName}`;
    const detail = errors.map(({ message }) => message).join('\n') || state;
    if (state === 'passed') {
      suite.passed += 1;
      if (test.diagnostic()?.flaky === true) suite.unsteady.push({ name, detail });
    } else if (state === 'skipped') {
      suite.skipped.push({ name, reason: note ?? 'it gave no reason' });
    } else {
      suite.failed.push({ name, detail });
    }
  }
  const broken = module.errors();
  if (broken.length > 0) {
    const detail = broken.map(({ message }) => message).join('\n');
    suite.failed.push({ name: `${module.relativeModuleId} could not be loaded`, detail });
  }
}
