// What the bundle leaves out of its packages: code that this program never runs, and that every start would read.

/** `path`: of modules; `unless`: those of them that are used; `as`: what stands in for the others, nothing by default. */
const modules = [
  // Of Twilio's SDK: messages, and the signatures of its callbacks.
  {
    path: /\/twilio\/lib\/rest\//,
    unless: /\/rest\/(Twilio|Api|ApiBase|api\/V2010|api\/v2010\/account(|\/message(|\/\w+)))\.js$/,
  },
  { path: /\/twilio\/lib\/(jwt|twiml)\// },
  // Its own way to HTTP: ours is undici (src/channels/sms/undici-request-client.ts).
  { path: /\/(axios|form-data|https-proxy-agent)\// },
  // Of undici: its clients. The parts that `fetch`, WebSocket and tests need are in Node itself.
  { path: /\/undici\/lib\/(web|mock|cache|interceptor)\//, as: 'exports.CacheStorage = class {};' },
  // Of zod: what it says in English.
  { path: /\/zod\/v4\/locales\//, unless: /\/(index|en)\.js$/, as: 'export default undefined;' },
];

const filter = /[\\/](twilio|axios|https-proxy-agent|form-data|undici|zod)[\\/].*\.c?js$/;

/** An esbuild plugin. */
export const leftOut = {
  name: 'left out',
  setup({ onLoad }) {
    onLoad({ filter }, ({ path }) => {
      const slashed = path.replaceAll('\\', '/');
      const found = modules.find((one) => one.path.test(slashed) && !one.unless?.test(slashed));
      return found === undefined ? null : { contents: found.as ?? '' };
    });
  },
};
