/** What the library exports, with every member and docstring, read from its sources. */

import path from 'node:path';
import type {
  Class,
  ClassElement,
  Declaration,
  Directive,
  Span,
  Statement,
  TSInterfaceDeclaration,
  TSInterfaceHeritage,
  TSSignature,
} from 'oxc-parser';
import { type ParsedSource, parsedSource } from './parsed-source.ts';

/** A docstring taken apart. */
export interface Documentation {
  /** Markdown. */
  readonly prose: string;
  /** Programs, each checks its own result. */
  readonly examples: readonly string[];
  readonly isInternal: boolean;
}

export interface Member {
  readonly name: string;
  /** As it is declared, without its body; one for each overload. */
  readonly signatures: readonly string[];
  readonly kind: 'constructor' | 'method' | 'property';
  readonly isStatic: boolean;
  /** The class or interface that declares it. */
  readonly owner: string;
  readonly documentation: Documentation;
  /** file:line, from the library's folder. */
  readonly place: string;
}

export interface Export {
  readonly name: string;
  readonly kind: 'class' | 'function' | 'interface' | 'type' | 'constant';
  readonly signatures: readonly string[];
  readonly documentation: Documentation;
  readonly members: readonly Member[];
  readonly place: string;
}

interface Found {
  readonly source: ParsedSource;
  /** With `export` before it: what the docstring stands before. */
  readonly statement: Span;
  readonly declaration: Declaration;
}

function documentationOf(docstring: string): Documentation {
  const [prose = '', ...examples] = docstring.split(/^@example\b/m);
  return {
    prose: prose.replace('@internal', '').trim(),
    examples: examples.map((example) => example.trim()),
    isInternal: /^@internal\b/m.test(docstring),
  };
}

function declarationOf(statement: Directive | Statement): Declaration | null {
  if (statement.type === 'ExportNamedDeclaration') {
    return statement.declaration;
  }
  const isDeclaration =
    statement.type === 'ClassDeclaration' ||
    statement.type === 'FunctionDeclaration' ||
    statement.type === 'VariableDeclaration' ||
    statement.type === 'TSInterfaceDeclaration' ||
    statement.type === 'TSTypeAliasDeclaration';
  return isDeclaration ? statement : null;
}

function nameOf(declaration: Declaration): string | undefined {
  if (declaration.type === 'VariableDeclaration') {
    const id = declaration.declarations[0]?.id;
    return id?.type === 'Identifier' ? id.name : undefined;
  }
  const { id } = declaration as { id?: { name?: string } | null };
  return id?.name;
}

/** Source text without a body and without the spaces of its lines. */
function flat(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[;{\s]+$/, '')
    .trim();
}

function keyText(source: ParsedSource, element: { key: Span; computed: boolean }): string {
  const text = source.text.slice(element.key.start, element.key.end);
  return element.computed ? `[${text}]` : text;
}

/** Reads the exports of one index file, and of nothing else. */
export class ApiReader {
  readonly #root: string;
  readonly #sources = new Map<string, ParsedSource>();

  /** @param root places in reports are paths from here */
  constructor(root: string) {
    this.#root = root;
  }

  /** Everything that `index` exports from other files, in the order of its lines. */
  exportsOf(index: string): Export[] {
    const source = this.#source(index);
    return source.body.flatMap((statement) => {
      if (statement.type !== 'ExportNamedDeclaration' || statement.source === null) {
        return [];
      }
      const file = path.resolve(path.dirname(index), statement.source.value);
      return statement.specifiers.flatMap(({ local, exported }) =>
        local.type === 'Literal' || exported.type === 'Literal'
          ? []
          : [this.#export(file, local.name, exported.name)],
      );
    });
  }

  #source(file: string): ParsedSource {
    const known = this.#sources.get(file) ?? parsedSource(file);
    this.#sources.set(file, known);
    return known;
  }

  #place(source: ParsedSource, node: Span): string {
    return `${path.relative(this.#root, source.file)}:${source.lineOf(node)}`;
  }

  /** Every declaration of a name: functions may have several. */
  #find(file: string, name: string): Found[] {
    const source = this.#source(file);
    const found = source.body.flatMap((statement) => {
      const declaration = declarationOf(statement);
      return declaration !== null && nameOf(declaration) === name
        ? [{ source, statement, declaration }]
        : [];
    });
    const imported = source.imports.get(name);
    if (found.length === 0 && imported !== undefined) {
      return imported.file === null ? [] : this.#find(imported.file, imported.name);
    }
    return found;
  }

  #export(file: string, local: string, name: string): Export {
    const all = this.#find(file, local);
    const first = all[0];
    if (first === undefined) {
      throw new Error(`${file} declares no ${local}`);
    }
    const { source, statement, declaration } = first;
    const base = {
      name,
      documentation: documentationOf(source.docstringOf(statement)),
      place: this.#place(source, statement),
    };
    switch (declaration.type) {
      case 'ClassDeclaration':
        return { ...base, kind: 'class', ...this.#class(source, declaration) };
      case 'TSInterfaceDeclaration':
        return { ...base, kind: 'interface', ...this.#interface(source, declaration) };
      case 'VariableDeclaration':
        return { ...base, kind: 'constant', ...this.#constant(source, declaration) };
      case 'TSTypeAliasDeclaration':
        return {
          ...base,
          kind: 'type',
          signatures: [this.#withNames(source, flatType(source, declaration))],
          members: [],
        };
      default:
        return {
          ...base,
          kind: 'function',
          signatures: all.map((one) => functionSignature(one.source, one.declaration)),
          members: [],
        };
    }
  }

  /** `(typeof list)[number]` and `keyof typeof table` as the names that they stand for. */
  #withNames(source: ParsedSource, text: string): string {
    return text.replace(
      /\(typeof (\w+)\)\[number\]|keyof typeof (\w+)/g,
      (whole, list?: string, table?: string) => {
        const found = this.#find(source.file, list ?? table ?? '')[0];
        const { start = 0, end = 0 } = found?.statement ?? {};
        const code = found?.source.text.slice(start, end).replace(/\/\/.*/g, '') ?? '';
        const names = code.match(list === undefined ? /\w+(?=: )/g : /'[^']+'/g) ?? [whole];
        return names.map((name) => (list === undefined ? `'${name}'` : name)).join(' | ');
      },
    );
  }

  #class(source: ParsedSource, node: Class): Pick<Export, 'signatures' | 'members'> {
    return {
      signatures: [flat(source.text.slice(node.start, node.body.start))],
      members: this.#classMembers(source, node),
    };
  }

  #interface(
    source: ParsedSource,
    node: TSInterfaceDeclaration,
  ): Pick<Export, 'signatures' | 'members'> {
    return {
      signatures: [flat(source.text.slice(node.start, node.body.start))],
      members: this.#interfaceMembers(source, node),
    };
  }

  /** A constant of a class's type has the class's members. */
  #constant(
    source: ParsedSource,
    node: Extract<Declaration, { type: 'VariableDeclaration' }>,
  ): Pick<Export, 'signatures' | 'members'> {
    const variable = node.declarations[0];
    const type = variable?.id.type === 'Identifier' ? variable.id.typeAnnotation : null;
    const reference = type?.typeAnnotation;
    const typeName = reference?.type === 'TSTypeReference' ? reference.typeName : null;
    const isNamed = typeName?.type === 'Identifier';
    const found = isNamed ? this.#find(source.file, typeName.name)[0] : undefined;
    const members =
      found?.declaration.type === 'ClassDeclaration'
        ? this.#classMembers(found.source, found.declaration).filter(
            ({ kind }) => kind !== 'constructor',
          )
        : [];
    const text = source.text.slice(node.start, node.end);
    return { signatures: [isNamed ? flat(text.replace(/ = .*$/s, '')) : text], members };
  }

  #classMembers(source: ParsedSource, node: Class): Member[] {
    const own = new Map<string, Member>();
    for (const element of node.body.body) {
      const member = this.#classMember(source, node.id?.name ?? '', element);
      if (member === null) {
        continue;
      }
      const key = `${member.isStatic} ${member.name}`;
      const before = own.get(key);
      own.set(key, before === undefined ? member : merged(before, member));
    }
    const inherited =
      node.superClass?.type === 'Identifier' ? this.#inherited(source, node.superClass.name) : [];
    const isNew = (member: Member) => !own.has(`${member.isStatic} ${member.name}`);
    return [...own.values(), ...inherited.filter((member) => isNew(member))];
  }

  #inherited(source: ParsedSource, name: string): Member[] {
    const found = this.#find(source.file, name)[0];
    const { declaration } = found ?? {};
    if (found !== undefined && declaration?.type === 'ClassDeclaration') {
      return this.#classMembers(found.source, declaration);
    }
    if (found !== undefined && declaration?.type === 'TSInterfaceDeclaration') {
      return this.#interfaceMembers(found.source, declaration);
    }
    return [];
  }

  #classMember(source: ParsedSource, owner: string, element: ClassElement): Member | null {
    const isMethod =
      element.type === 'MethodDefinition' || element.type === 'TSAbstractMethodDefinition';
    const isProperty =
      element.type === 'PropertyDefinition' || element.type === 'TSAbstractPropertyDefinition';
    if (!isMethod && !isProperty) {
      return null;
    }
    const name = keyText(source, element);
    const isHidden =
      element.key.type === 'PrivateIdentifier' ||
      element.accessibility === 'private' ||
      element.accessibility === 'protected' ||
      name.startsWith('_');
    const isPlain = isMethod && element.kind === 'constructor' && element.value.params.length === 0;
    if (isHidden || isPlain || (isMethod && element.kind === 'set')) {
      return null;
    }
    const end = isMethod ? (element.value.body?.start ?? element.end) : element.end;
    const text = flat(source.text.slice(element.start, end));
    return {
      name,
      signatures: [isProperty ? text.replace(/ = .*$/, '') : text],
      kind: methodKind(isMethod ? element.kind : 'get'),
      isStatic: element.static,
      owner,
      documentation: documentationOf(source.docstringOf(element)),
      place: this.#place(source, element),
    };
  }

  #interfaceMembers(source: ParsedSource, node: TSInterfaceDeclaration): Member[] {
    const own = node.body.body.flatMap((element) => {
      const member = this.#interfaceMember(source, node.id.name, element);
      return member === null ? [] : [member];
    });
    const inherited = node.extends.flatMap((heritage) => this.#heritage(source, heritage));
    const isNew = (member: Member) => own.every(({ name }) => name !== member.name);
    return [...own, ...inherited.filter(isNew)];
  }

  /** Another interface, whole or without the members that Omit names. */
  #heritage(source: ParsedSource, heritage: TSInterfaceHeritage): Member[] {
    const { expression, typeArguments } = heritage;
    if (expression.type !== 'Identifier') {
      return [];
    }
    const [base, omitted] = typeArguments?.params ?? [];
    const isNamed = base?.type === 'TSTypeReference' && base.typeName.type === 'Identifier';
    if (expression.name !== 'Omit' || omitted === undefined || !isNamed) {
      return this.#inherited(source, expression.name);
    }
    const names = source.text.slice(omitted.start, omitted.end).split(/\W+/);
    const { name } = base.typeName as { name: string };
    return this.#inherited(source, name).filter((member) => !names.includes(member.name));
  }

  #interfaceMember(source: ParsedSource, owner: string, element: TSSignature): Member | null {
    if (element.type !== 'TSPropertySignature' && element.type !== 'TSMethodSignature') {
      return null;
    }
    return {
      name: keyText(source, element),
      signatures: [this.#withNames(source, flat(source.text.slice(element.start, element.end)))],
      kind: element.type === 'TSMethodSignature' ? 'method' : 'property',
      isStatic: false,
      owner,
      documentation: documentationOf(source.docstringOf(element)),
      place: this.#place(source, element),
    };
  }
}

function methodKind(kind: 'constructor' | 'method' | 'get' | 'set'): Member['kind'] {
  return kind === 'get' || kind === 'set' ? 'property' : kind;
}

/** Overloads: the first one has the docstring, the last one is the implementation. */
function merged(first: Member, next: Member): Member {
  const { prose } = first.documentation;
  return {
    ...first,
    documentation: prose === '' ? next.documentation : first.documentation,
    signatures: [...first.signatures, ...next.signatures],
  };
}

function flatType(source: ParsedSource, node: Span): string {
  return source.text.slice(node.start, node.end).replace(/;$/, '');
}

function functionSignature(source: ParsedSource, declaration: Declaration): string {
  const body = 'body' in declaration && declaration.body !== null ? declaration.body : undefined;
  const end = body === undefined ? declaration.end : body.start;
  return flat(source.text.slice(declaration.start, end));
}
