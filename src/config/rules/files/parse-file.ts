import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { RulesFault } from '../../../domain/rules.js';
import { messageOf } from '../../message-of.js';
import type { RulesFile } from './read-files.js';
import { faultAt, type MapTree, type Place, type Tree } from './tree.js';

interface Reading {
  readonly file: string;
  readonly lines: LineCounter;
  readonly faults: RulesFault[];
}

/** One file's YAML as a tree with places. Its faults come beside it: what could be read is still there. */
export function parseFile(file: RulesFile): ParsedFile {
  try {
    return parse(file);
  } catch (cause) {
    // The parser recurses: a file of ten thousand brackets ends its stack.
    const message = `not readable as YAML: ${messageOf(cause)}`;
    const place = { file: file.path, line: 1 };
    return { tree: { kind: 'map', place, entries: new Map() }, faults: [faultAt(place, message)] };
  }
}

/** What a file holds. */
export interface ParsedFile {
  readonly tree: MapTree;
  readonly faults: readonly RulesFault[];
}

function parse(file: RulesFile): ParsedFile {
  const reading: Reading = { file: file.path, lines: new LineCounter(), faults: [] };
  const document = parseDocument(file.content, {
    schema: 'failsafe',
    uniqueKeys: false,
    lineCounter: reading.lines,
    prettyErrors: false,
  });
  reportSyntax(reading, document, file.content);
  const start: Place = { file: file.path, line: 1 };
  const nothing: MapTree = { kind: 'map', place: start, entries: new Map() };
  if (reading.faults.length > 0 || document.contents === null) return { tree: nothing, faults: reading.faults };
  const tree = treeOf(reading, document.contents, start);
  if (tree.kind === 'map') return { tree, faults: reading.faults };
  return { tree: nothing, faults: [...reading.faults, faultAt(start, 'expected top-level keys such as `people:`')] };
}

function reportSyntax(reading: Reading, document: Document.Parsed, content: string): void {
  const byLine = new Map<number, RulesFault>();
  for (const problem of [...document.errors, ...document.warnings]) {
    const place = placeOf(reading, problem.pos[0]);
    // One mistake makes several errors: the first of a line says it.
    if (byLine.has(place.line) || byLine.size === MAX_SYNTAX_FAULTS) continue;
    byLine.set(place.line, faultAt(place, `not readable as YAML: ${problem.message}`));
  }
  reading.faults.push(...byLine.values());
  const control = content.search(CONTROL_CHARACTER);
  if (control >= 0)
    reading.faults.push(faultAt(placeOf(reading, control), 'holds a control character: is it damaged?'));
}

const MAX_SYNTAX_FAULTS = 10;

/** Everything below the space but tab and line ends, and the replacement character of damaged text. */
const CONTROL_CHARACTER = /(?![\t\n\r])[\p{Cc}\uFFFD]/u;

/** `place`: where the key or the list item stands. */
function treeOf(reading: Reading, node: Node | null, place: Place): Tree {
  if (isMap(node)) {
    return { kind: 'map', place, entries: entriesOf(reading, node.items as readonly YamlPair[]) };
  }
  if (isSeq(node)) {
    const items = node.items as readonly (Node | null)[];
    return {
      kind: 'list',
      place,
      items: items.map((item) => treeOf(reading, item, placeOfNode(reading, item, place))),
    };
  }
  if (isAlias(node))
    reading.faults.push(faultAt(place, 'anchors and aliases (`&x`, `*x`) cannot be used: write it out'));
  const text = isScalar(node) ? String(node.value ?? '') : '';
  const plain = !isScalar(node) || node.type === 'PLAIN';
  return { kind: 'text', place, text, empty: plain && ['', '~', 'null'].includes(text) };
}

interface YamlPair {
  readonly key: Node | null;
  readonly value: Node | null;
}

function entriesOf(reading: Reading, pairs: readonly YamlPair[]): ReadonlyMap<string, Tree> {
  const entries = new Map<string, Tree>();
  for (const { key, value } of pairs) {
    const place = placeOfNode(reading, key, { file: reading.file, line: 1 });
    const name = isScalar(key) ? String(key.value ?? '') : '';
    const earlier = entries.get(name);
    if (name === '' || name === '__proto__') reading.faults.push(faultAt(place, 'expected a name before the colon'));
    else if (earlier)
      reading.faults.push(faultAt(place, `\`${name}\` stands here twice, first in line ${earlier.place.line}`));
    else entries.set(name, treeOf(reading, value, place));
  }
  return entries;
}

function placeOfNode(reading: Reading, node: Node | null, otherwise: Place): Place {
  return node?.range ? placeOf(reading, node.range[0]) : otherwise;
}

function placeOf(reading: Reading, offset: number): Place {
  return { file: reading.file, line: reading.lines.linePos(offset).line };
}
