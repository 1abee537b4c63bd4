/** Dates of reports, in the zone in which the run was, whatever the zone of this computer. */

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** Of the place where the run was, whatever the zone of this computer. */
export function dateText(
  wallTime: number,
  utcOffsetMinutes: number,
  nowWallTime: number | null,
): string {
  const iso = localIso(wallTime, utcOffsetMinutes);
  const [day = '', clock = ''] = iso.slice(0, 19).split('T');
  const isToday = nowWallTime !== null && localIso(nowWallTime, utcOffsetMinutes).startsWith(day);
  if (isToday) return `Today ${clock}`;
  const [year, month, date] = day.split('-').map(Number);
  return `${date} ${MONTHS[(month ?? 1) - 1]} ${year} ${clock}`;
}

/** `2026-05-14T14:15:00.000+02:00`. */
export function localIso(wallTime: number, utcOffsetMinutes: number): string {
  const shifted = new Date(wallTime + utcOffsetMinutes * 60_000);
  if (Number.isNaN(shifted.getTime())) return '1970-01-01T00:00:00.000+00:00';
  const pad = (value: number) => String(value).padStart(2, '0');
  const size = Math.abs(utcOffsetMinutes);
  const zone = `${utcOffsetMinutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
  return `${shifted.toISOString().slice(0, 23)}${zone}`;
}
