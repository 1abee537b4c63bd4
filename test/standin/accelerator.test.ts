import { describe, expect, it } from 'vitest';
import { parseAccelerator } from './accelerator.ts';

const plain = { control: false, shift: false, alt: false, meta: false };

describe('an accelerator', () => {
  it.each([
    ['Ctrl+Shift+Z', { ...plain, key: 'z', control: true, shift: true }],
    ['Space', { ...plain, key: ' ' }],
    ['Ctrl++', { ...plain, key: '+', control: true }],
    ['Ctrl+Plus', { ...plain, key: '+', control: true }],
    ['Alt+Left', { ...plain, key: 'arrowleft', alt: true }],
    ['Super+F5', { ...plain, key: 'f5', meta: true }],
  ])('is read as its keys: %s', (accelerator, chord) => {
    expect(parseAccelerator(accelerator)).toEqual(chord);
  });

  it('means the command key on macOS and Control elsewhere', () => {
    const onMac = process.platform === 'darwin';
    expect(parseAccelerator('CmdOrCtrl+O')).toEqual({
      ...plain,
      key: 'o',
      control: !onMac,
      meta: onMac,
    });
  });
});
