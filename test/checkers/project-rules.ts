/**
 * The rules of the house that neither Biome nor the compiler can express: who may name what,
 * which headers belong to which C file, what files are called, how long C files get.
 *
 * Usage: node test/checkers/project-rules.ts [ROOT]
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

type Rule = {
  /** What is wrong, as one sentence that says what to do. */
  message: string;
  /** Files the rule is about, as paths from the root with forward slashes. */
  files: RegExp;
  /** Files that may. */
  except?: RegExp;
  /** What must not occur in a line. */
  forbidden: RegExp;
};

const product = /^(main|renderer|preload|native)\/.*\.(ts|tsx|c|h|cc)$/;

const lineRules: Rule[] = [
  {
    message: 'Only renderer/store/bridge.ts names window.studio; import the bridge instead.',
    files: /^renderer\/.*\.tsx?$/,
    except: /^renderer\/store\/bridge\.ts$/,
    forbidden: /\b(window|globalThis)\s*(\?\.|\.)\s*studio\b/,
  },
  {
    message: 'Only renderer/store/listen.ts subscribes to events; read the store instead.',
    files: /^renderer\/.*\.tsx?$/,
    except: /^renderer\/store\/(bridge|listen)\.ts$/,
    forbidden: /\b(studio|bridge)(\(\))?\s*\.\s*(on|subscribe|onEvent)\s*\(/,
  },
  {
    message: 'native imports only the types of the treaty: write `import type`.',
    files: /^native\/.*\.ts$/,
    forbidden: /^\s*(import|export)\s+(?!type\b).*from\s+'[^']*\/preload\//,
  },
  {
    message: 'A computed import escapes the import rules; write the path.',
    files: /^(main|renderer|preload)\/.*\.tsx?$/,
    forbidden: /\bimport\s*\(\s*[^'"\s)]/,
  },
  {
    message: 'Only device/portaudio/ and devices.c include portaudio.h.',
    files: /^native\/src\/.*\.(c|h|cc)$/,
    except: /^native\/src\/device\/(portaudio\/\w+\.[ch]|devices\.c)$/,
    forbidden: /#\s*include\s*[<"]portaudio\.h/,
  },
  {
    message: 'Only the addon includes napi.h.',
    files: /^native\/src\/.*\.(c|h|cc)$/,
    except: /^native\/src\/addon\/\w+\.(cc|h)$/,
    forbidden: /#\s*include\s*[<"](napi|node_api|js_native_api)\.h/,
  },
  {
    message: 'Headers use opaque types: C++ knows no _Atomic.',
    files: /^native\/src\/addon\/\w+\.(cc|h)$/,
    forbidden: /\b_Atomic\b/,
  },
  {
    message: 'Finish it or leave it out: no notes to oneself in the product.',
    files: product,
    forbidden: /\b(TODO|FIXME|XXX|HACK)\b|\bfor now\b/,
  },
  {
    message: 'Explain or solve what the tool found instead of silencing it.',
    files: /^(main|renderer|preload|native)\/.*\.tsx?$/,
    forbidden: /@ts-(ignore|nocheck|expect-error)|biome-ignore-all/,
  },
];

const forbiddenNames = /^(utils?|helpers?|common|managers?|types|misc)\.(ts|tsx|c|h)$/;
const maxLinesOfCode = 400;

/** Every breach below `root`, one line each as `file:line: message`. */
export function houseRuleViolations(root: string): string[] {
  return sourceFiles(root, '').flatMap((file) => [
    ...nameViolations(file),
    ...textViolations(file, readFileSync(path.join(root, file), 'utf8')),
  ]);
}

function nameViolations(file: string): string[] {
  const name = path.posix.basename(file);
  const found: string[] = [];
  if (product.test(file) && forbiddenNames.test(name)) {
    found.push(`${file}:1: Name the file after its one idea.`);
  }
  if (/\.(c|h|cc)$/.test(name) && !/^[a-z0-9_]+\.(c|h|cc)$/.test(name)) {
    found.push(`${file}:1: C files are named in snake_case.`);
  }
  return found;
}

function textViolations(file: string, text: string): string[] {
  const lines = text.split('\n');
  const found: string[] = [];
  if (/\.(c|h|cc)$/.test(file) && lines.length - 1 > maxLinesOfCode) {
    found.push(`${file}:${lines.length}: A file has at most ${maxLinesOfCode} lines; split it.`);
  }
  for (const rule of lineRules) {
    if (!rule.files.test(file) || rule.except?.test(file)) {
      continue;
    }
    lines.forEach((line, index) => {
      if (rule.forbidden.test(line)) {
        found.push(`${file}:${index + 1}: ${rule.message}`);
      }
    });
  }
  return found;
}

function sourceFiles(root: string, folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) {
      const isOurs = folder !== '' || /^(main|renderer|preload|native|test)$/.test(entry.name);
      return isOurs && !/^(build.*|node_modules|dist|out)$/.test(entry.name)
        ? sourceFiles(root, file)
        : [];
    }
    return /\.(ts|tsx|c|h|cc)$/.test(entry.name) ? [file] : [];
  });
}

if (import.meta.main) {
  const violations = houseRuleViolations(path.resolve(process.argv[2] ?? '.'));
  for (const violation of violations) {
    console.error(violation);
  }
  process.exitCode = violations.length === 0 ? 0 : 1;
}
