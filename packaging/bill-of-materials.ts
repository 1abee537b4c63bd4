/** The bill of materials of a package in the format CycloneDX 1.6. */
import { createHash } from 'node:crypto';
import type { Component } from './components.ts';

export interface BillOptions {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** Platform and processor that the package is for. */
  readonly target: string;
  readonly components: readonly Component[];
}

const TYPES = { framework: 'framework', package: 'library', native: 'library' } as const;

/** JSON; always the same bytes for the same package. */
export function billOfMaterials(options: BillOptions): string {
  const { name, version, licence, target, components } = options;
  const product = `pkg:generic/${name}@${version}?target=${target}`;
  const content = {
    metadata: {
      component: {
        type: 'application',
        'bom-ref': product,
        name,
        version,
        purl: product,
        licenses: [licenceEntry(licence)],
      },
    },
    components: components.map(componentEntry),
    dependencies: [
      { ref: product, dependsOn: components.map(({ purl }) => purl) },
      ...components.map(({ purl }) => ({ ref: purl })),
    ],
  };
  const bill = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify(content))}`,
    version: 1,
    ...content,
  };
  return `${JSON.stringify(bill, null, 2)}\n`;
}

function componentEntry({ kind, name, version, licence, website, purl, source, files }: Component) {
  const references = [
    ...(website === null ? [] : [{ type: 'website', url: website }]),
    ...(source === null ? [] : [{ type: 'source-distribution', url: source }]),
  ];
  return {
    type: TYPES[kind],
    'bom-ref': purl,
    name,
    version,
    licenses: [licenceEntry(licence)],
    purl,
    ...(references.length > 0 ? { externalReferences: references } : {}),
    ...(files.length === 0
      ? {}
      : {
          components: files.map((file) => ({
            type: 'file',
            name: file.path,
            hashes: [{ alg: 'SHA-256', content: file.hash }],
          })),
        }),
  };
}

function licenceEntry(licence: string) {
  const isExpression = / (AND|OR|WITH) |^LicenseRef-/.test(licence);
  return isExpression ? { expression: licence } : { license: { id: licence } };
}

/** A UUID of version 8 (RFC 9562): 122 bits of the hash. */
function uuidOf(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
