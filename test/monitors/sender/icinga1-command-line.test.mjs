import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { startRecordingRouter } from './recording-router.mjs';
import { makeHost, senderPath, startSender } from './sender.mjs';

const configuration = readFileSync(new URL('../../../integrations/icinga1/paging-router.cfg', import.meta.url), 'utf8');
const installed = '/usr/local/bin/paging-router-send';

/** What Icinga 1 and Nagios make of a command: illegal_macro_output_chars leave the values, the line goes to a shell. */
function commandLine(name, macros) {
  const [, line] = new RegExp(`command_name\\s+${name}\\n\\s+command_line\\s+(.*)\n`).exec(configuration);
  return line.replaceAll(/\$(\w+)\$/g, (_, macro) => clean(macros[macro] ?? '')).replace(installed, '"$0" "$@"');
}

function clean(value) {
  return value.replaceAll(/[`~$&|'"<>]/g, '');
}

const nasty = [
  'ends in a backslash \\',
  'C:\\temp',
  '; touch stolen; #',
  '$(touch stolen) `touch stolen` | touch stolen & touch stolen',
  '(subshell) * ? [a-z] ! # {a,b} ~root',
  '--macro=HOSTNAME=other',
  'first line\nsecond line',
  '"quoted" \'text\' <b>',
  '',
  'Überlastung 🔥.',
];

describe('the commands of integrations/icinga1', () => {
  let router;
  let host;
  beforeEach(async () => {
    router = await startRecordingRouter();
    host = makeHost(router.url);
  });
  afterEach(async () => {
    await router.stop();
    host.remove();
  });

  for (const [command, output] of [
    ['paging-router-service', 'SERVICEOUTPUT'],
    ['paging-router-host', 'HOSTOUTPUT'],
  ]) {
    for (const value of nasty) {
      it(`${command} passes ${JSON.stringify(value)} and runs nothing of it`, async () => {
        const texts = { NOTIFICATIONCOMMENT: value, NOTIFICATIONAUTHOR: value, [output]: value };
        const macros = {
          NOTIFICATIONTYPE: 'PROBLEM',
          HOSTNAME: 'db3',
          SERVICEDESC: 'HTTP',
          TIMET: '1369340045',
          ...texts,
        };
        const through = ['sh', '-c', `cd "${host.home}" && ${commandLine(command, macros)}`, senderPath];

        const result = await startSender(host, [], { through }).done;

        const [{ body }] = router.requests;
        assert.equal(result.code, 0, result.stderr);
        assert.deepEqual([body.HOSTNAME, body.TIMET], ['db3', '1369340045']);
        for (const name of Object.keys(texts)) assert.equal(body[name], clean(value));
        assert.ok(!existsSync(join(host.home, 'stolen')));
      });
    }
  }

  it('every macro of the line is named as what it carries', () => {
    const pairs = [...configuration.matchAll(/--shell-macro="(\w+)=\$(\w+)\$\."/g)];

    assert.ok(pairs.length > 30);
    assert.deepEqual(
      pairs.filter(([, name, macro]) => name !== macro),
      [],
    );
    assert.ok(!/--shell-macro=(?!"\w+=\$\w+\$\.")/.test(configuration.replaceAll(/^#.*$/gm, '')));
  });
});
