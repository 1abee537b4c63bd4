/** Reads the saved account of actions and says what in it was late or lost. */

/** One action by the column titles of the CSV file. */
export type SavedAction = Readonly<Record<string, string>>;

export function parseActions(csv: string): readonly SavedAction[] {
  const [header = [], ...rows] = parseCsv(csv);
  return rows.map((cells) =>
    Object.fromEntries(header.map((title, index) => [title, cells[index] ?? ''])),
  );
}

/** RFC 4180: quoted cells may hold commas, quotes (doubled) and line ends. */
export function parseCsv(csv: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const pattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;
  for (let match = pattern.exec(csv); match !== null; match = pattern.exec(csv)) {
    const [, quoted, plain, end] = match;
    const isLastEmptyLine = end === '' && row.length === 0 && quoted === undefined && plain === '';
    if (isLastEmptyLine) break;
    row.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === ',') continue;
    rows.push(row);
    row = [];
    if (end === '') break;
  }
  return rows;
}

/** One sentence for everything that was not as asked; none when all went well. */
export function warningsAbout(
  actions: readonly SavedAction[],
  expectedPlayers: number,
): readonly string[] {
  const players = actions.filter(({ type }) => type === 'playBuffer');
  const takes = actions.filter(({ type }) => type?.startsWith('record'));
  const warnings = [...players, ...takes].flatMap(warningsAboutOne);
  if (players.length !== expectedPlayers) {
    warnings.push(`${expectedPlayers} sounds should have been played, ${players.length} were.`);
  }
  if (takes.length === 0) warnings.push('No take was recorded.');
  return warnings;
}

function warningsAboutOne(action: SavedAction): string[] {
  const name = action.name ?? '';
  const isRecorder = action.type?.startsWith('record') === true;
  // A take of open end is ended by the Stop button, which cancels its recorder.
  const goodOutcomes = isRecorder ? ['completed', 'cancelled'] : ['completed'];
  const warnings: string[] = [];
  if (!goodOutcomes.includes(action.outcome ?? '')) {
    warnings.push(`${name} ended as ${action.outcome}.`);
  }
  if (Number(action['error frames']) !== 0) {
    warnings.push(`${name} was late by ${action['error frames']} frames.`);
  }
  if (!isRecorder && action['done frames'] !== action['total frames']) {
    warnings.push(`${name} played ${action['done frames']} of ${action['total frames']} frames.`);
  }
  for (const counter of COUNTERS) {
    if (Number(action[counter]) > 0) warnings.push(`${name} met ${action[counter]} ${counter}.`);
  }
  return warnings;
}

const COUNTERS = [
  'starved frames',
  'input underflows',
  'input overflows',
  'output underflows',
  'output overflows',
] as const;
