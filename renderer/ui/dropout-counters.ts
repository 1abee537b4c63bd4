/** The counters of PortAudio's four dropout flags, in the order in which the screen shows them. */
export const DROPOUT_COUNTERS = [
  { counter: 'inputUnderflows', flag: 'inputUnderflow', name: 'Input underflows', short: 'In U' },
  { counter: 'inputOverflows', flag: 'inputOverflow', name: 'Input overflows', short: 'In O' },
  {
    counter: 'outputUnderflows',
    flag: 'outputUnderflow',
    name: 'Output underflows',
    short: 'Out U',
  },
  { counter: 'outputOverflows', flag: 'outputOverflow', name: 'Output overflows', short: 'Out O' },
] as const;
