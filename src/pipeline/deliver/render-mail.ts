import type { DescribedPage } from './describe-pages.js';
import { endedInFull } from './ended-unheard.js';
import { mailHtml } from './mail-html.js';
import { type CheckSection, type MailSection, mailSection } from './mail-sections.js';
import { mailSubject } from './mail-subject.js';

/** A mail with more incidents than this counts the rest. */
const MAX_SECTIONS = 25;

export interface MailRequest {
  readonly pages: readonly DescribedPage[];
  /** What was over before quiet hours let its page go. */
  readonly ended: readonly DescribedPage[];
  /** How many of these pages had to wait for a limit. */
  readonly heldCount: number;
  /** How many had to wait for the end of quiet hours. */
  readonly quietCount: number;
  readonly leftCount: number;
  /** It may have been taken before. */
  readonly isRepeat: boolean;
  readonly person: { readonly displayName: string; readonly timezone: string };
  /** UTC ms */
  readonly now: number;
}

export interface Mail {
  /** One line, at most 120 characters. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** One mail about one page or several: subject, plain text, and the same as plain HTML. */
export function renderMail(request: MailRequest): Mail {
  const { pages, ended, heldCount, quietCount, leftCount, isRepeat, person, now } = request;
  const shown = pages.slice(0, MAX_SECTIONS);
  const sections = shown.map((page) => mailSection(page, now, person.timezone));
  const notes = [
    ...(ended.length > 0 ? [endedInFull(ended, { now, timezone: person.timezone })] : []),
    ...(pages.length > shown.length ? [`${pages.length - shown.length} more incidents are not shown here.`] : []),
    ...(quietCount > 0 ? [`${quietCount} of these pages had to wait for the end of your quiet hours.`] : []),
    ...(heldCount > 0 ? [`${heldCount} of these pages were held back by your limits until now.`] : []),
    ...(isRepeat ? ['You may have got this mail before: the mail server did not say whether it took it.'] : []),
    ...(leftCount > 0 ? [`${leftCount} more pages wait and come next.`] : []),
  ];
  return {
    subject: pages.length > 0 ? mailSubject(pages) : overSubject(ended.length),
    text: [...sections.map(textOf), ...notes].join(`\n\n${'-'.repeat(60)}\n\n`).concat('\n'),
    html: mailHtml(sections, notes),
  };
}

function overSubject(count: number): string {
  return `[OVER] ${count} incident${count === 1 ? '' : 's'} ended during your quiet hours`;
}

function textOf(section: MailSection): string {
  const blocks = [
    [section.state, section.title].filter((line) => line !== '').join('\n'),
    section.note === section.title ? '' : section.note,
    section.link === null ? '' : `${section.link.label}: ${section.link.url}`,
    section.silence === null ? '' : `${section.silence.label}: ${section.silence.url}`,
    section.facts.map(([label, value]) => `${`${label}:`.padEnd(11)}${value}`).join('\n'),
    checksOf(section),
    section.because.length === 0 ? '' : `Why you: ${section.because.join('; ')}`,
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

function checksOf({ checks, moreChecks }: MailSection): string {
  const more = moreChecks > 0 ? [`... and ${moreChecks} more checks`] : [];
  return [...checks.map(checkOf), ...more].join('\n\n');
}

function checkOf({ name, says, output }: CheckSection): string {
  const lines = output === '' ? [] : output.split('\n').map((line) => `  ${line}`.trimEnd());
  return [name, `  ${says}`, ...lines].join('\n');
}
