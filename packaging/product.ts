/** What packages say of RtMixer, from package.json. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

const { name, productName, version, description, license, author } = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '..', 'package.json'), 'utf8'),
) as {
  name: string;
  productName: string;
  version: string;
  description: string;
  license: string;
  author: { name: string; email: string };
};

export const product = {
  name,
  productName,
  version,
  description,
  licence: license,
  /** Name and address of who answers for the packages. */
  contact: `${author.name} <${author.email}>`,
} as const;

/** The sentence for whoever makes packages while the address in package.json is nobody's; else null. */
export const placeholderWarning = author.email.endsWith('.example')
  ? `Nobody reads ${author.email}: before you give packages to others, put your own address in package.json (author), from where notices, packages and SECURITY.md have it.`
  : null;
