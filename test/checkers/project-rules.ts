/**
 * The project rules that neither Biome nor the compiler can express: who may name what, which files
 * may include what, what files are called. Long C files are a warning, as Biome's are.
 *
 * Usage: node test/checkers/project-rules.ts [ROOT]
 */
import path from 'node:path';
import { printViolations, type SourceFile, sourceFiles } from './source-files.ts';

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

const SET_OF_COLOURS =
  'Colours are tokens: name one of renderer/styles/tokens.css, or add it there.';

const lineRules: Rule[] = [
  {
    message: SET_OF_COLOURS,
    files: /^renderer\/.*\.(css|html)$/,
    except: /^renderer\/styles\/tokens\.css$/,
    forbidden:
      /#([\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})\b|\b(rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\(|:[^;]*(?<!-)\b(black|white|gr[ae]y|red|green|blue|yellow|orange|purple|cyan|magenta|Canvas|CanvasText|Highlight|HighlightText|GrayText|ButtonText|ButtonFace|LinkText)\b(?!-)/i,
  },
  {
    message: SET_OF_COLOURS,
    files: /^(renderer|main|preload)\/.*\.tsx?$/,
    // The second is the style of a file that leaves the program.
    except: /^(preload\/appearance|main\/accounts\/report\/html-style)\.ts$/,
    forbidden: /['"`][^'"`]*(#([\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})\b|\b(rgba?|hsla?|oklch)\()/i,
  },
  {
    message: 'Who wants less motion gets none: take panel-time or menu-time of tokens.css.',
    files: /^renderer\/.*\.css$/,
    except: /^renderer\/styles\/tokens\.css$/,
    forbidden: /\b(transition|animation)(-duration|-delay)?:[^;]*\b\d*\.?\d+m?s\b/,
  },
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
    message: 'A computed import escapes the import rules; write the path.',
    files: /^(main|renderer|preload)\/.*\.tsx?$/,
    forbidden: /\bimport\s*\(\s*[^'"\s)]/,
  },
  {
    message: 'Only device/portaudio/ and device_list.c include portaudio.h.',
    files: /^native\/src\/.*\.(c|h|cc)$/,
    except: /^native\/src\/device\/(portaudio\/\w+\.[ch]|device_list\.c)$/,
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
    message:
      'The wall clock may be set back: take performance.now() for durations; only these files name a date.',
    files: product,
    except:
      /^(main\/(notices|journal|shell\/diagnostics)\.ts|main\/project\/session-(folder|saving)\.ts|main\/media\/kept-files\.ts|main\/engine\/outage-log\.ts|main\/accounts\/(report\/dates|runs\/run-dates)\.ts|renderer\/(store\/notices|ui\/time-text)\.ts)$/,
    forbidden:
      /\bDate\.now\b|\bnew Date\b|\bDate\(\)|\bCLOCK_REALTIME\b|\btimespec_get\b|\bgettimeofday\b|\btime\((NULL|0|nullptr|&\w+)\)|\bGetSystemTime|system_clock/,
  },
  {
    message: 'Finish it or leave it out: the product has no notes about unfinished work.',
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

/** Lines from which a C file is looked at once more: is it one idea? */
const longFileLines = 400;

/** Every breach, one line each as `file:line: message`. */
export function projectRuleViolations(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => [...nameViolations(file), ...lineViolations(file)]);
}

/** C files that may be too long, one line each. */
export function longFileWarnings(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path: file, text }) => {
    const lines = text.split('\n').length - 1;
    return /\.(c|h|cc)$/.test(file) && lines > longFileLines
      ? [`warning: ${file} has ${lines} lines; is it one idea?`]
      : [];
  });
}

function nameViolations({ path: file }: SourceFile): string[] {
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

function lineViolations({ path: file, text }: SourceFile): string[] {
  const lines = text.split('\n');
  return lineRules
    .filter((rule) => rule.files.test(file) && !rule.except?.test(file))
    .flatMap((rule) =>
      lines.flatMap((line, index) =>
        rule.forbidden.test(line) ? [`${file}:${index + 1}: ${rule.message}`] : [],
      ),
    );
}

if (import.meta.main) {
  const files = sourceFiles(path.resolve(process.argv[2] ?? '.'));
  for (const warning of longFileWarnings(files)) {
    console.warn(warning);
  }
  printViolations(projectRuleViolations(files));
}
