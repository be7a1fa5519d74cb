#!/bin/sh
# Brings a checkout to the point where it can be run, tested or checked; does nothing, quickly, when it already is.
#
#   sh scripts/setup.sh run     packages, build, redis-server (unless REDIS_URL names one)
#   sh scripts/setup.sh test    packages, build, redis-server (the tests start their own, whatever REDIS_URL says)
#   sh scripts/setup.sh build   packages, build
#   sh scripts/setup.sh check   packages
set -eu
cd "$(dirname "$0")/.."

MODE=${1:-run}
MIN_NODE=20.19
INSTALL_STAMP=node_modules/.paging-router-setup
BUILD_STAMP=dist/.stamp
LOG=

say() { printf 'setup: %s\n' "$*" >&2; }

fail() {
  say "$*"
  exit 1
}

cleanup() {
  [ -z "$LOG" ] || rm -f "$LOG"
  rm -rf "dist.$$"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

check_node() {
  command -v node >/dev/null 2>&1 || fail "Node.js $MIN_NODE or newer is needed, and no node is on the PATH: https://nodejs.org/en/download"
  NODE_VERSION=$(node -v)
  major=${NODE_VERSION#v}
  minor=${major#*.}
  major=${major%%.*}
  minor=${minor%%.*}
  if [ "$major" -lt "${MIN_NODE%.*}" ] || { [ "$major" -eq "${MIN_NODE%.*}" ] && [ "$minor" -lt "${MIN_NODE#*.}" ]; }; then
    fail "Node.js $MIN_NODE or newer is needed, and this is $NODE_VERSION: https://nodejs.org/en/download"
  fi
}

# What the installed packages depend on: the lockfile, Node's version, the platform.
wanted_install() { printf '%s %s %s\n' "$(cksum <package-lock.json)" "$NODE_VERSION" "$(uname -sm)"; }

# Compiler, test transform and linter are native programs: a lockfile made elsewhere may lack this platform's.
native_tools_load() {
  { node -e "require('@swc/core')" && node node_modules/.bin/esbuild --version && node node_modules/.bin/tsc --version && node node_modules/.bin/biome --version; } >>"$LOG" 2>&1
}

# No package needs its install scripts, so none is run. The build needs the devDependencies.
npm_quietly() {
  npm "$@" --ignore-scripts --include=dev --no-audit --no-fund --no-progress --loglevel=error >"$LOG" 2>&1
}

give_up_on_packages() {
  tail -n 20 "$LOG" >&2
  fail 'the packages could not be installed, neither by npm ci nor by npm install; the reason stands above'
}

# Registries that mirror only some platforms lack optional packages which npm ci insists on; npm install does not.
install_packages() {
  wanted=$(wanted_install)
  if [ -f "$INSTALL_STAMP" ] && [ "$(cat "$INSTALL_STAMP")" = "$wanted" ]; then return; fi
  say 'installing packages (once) ...'
  LOG=$(mktemp)
  npm_quietly ci || npm_quietly install --no-save || give_up_on_packages
  native_tools_load || { npm_quietly install --no-save --no-package-lock && native_tools_load; } || give_up_on_packages
  printf '%s\n' "$wanted" >"$INSTALL_STAMP"
}

# Compiles beside dist and swaps, so a running router never sees half a build; the stamp bears the time of the start,
# so a file saved meanwhile counts as newer.
build() {
  if [ -f "$BUILD_STAMP" ] && [ -z "$(find src scripts/bundle.mjs scripts/left-out.mjs tsconfig.json "$INSTALL_STAMP" -newer "$BUILD_STAMP" | head -n 1)" ]; then
    return
  fi
  say 'building ...'
  rm -rf "dist.$$"
  mkdir "dist.$$"
  : >"dist.$$/.stamp"
  node scripts/bundle.mjs "dist.$$" >&2 || fail 'the build failed; the compiler says why above'
  rm -rf dist
  mv "dist.$$" dist
}

explain_redis() {
  cat >&2 <<'TEXT'
setup: redis-server is needed and could not be installed here. Any one of these will do:
setup:   1. install it:    sudo apt-get install redis-server | sudo dnf install redis | sudo apk add redis | brew install redis
setup:   2. in Docker:     docker run -d -p 127.0.0.1:6379:6379 redis:7 --appendonly yes --appendfsync always
setup:                     then REDIS_URL=redis://127.0.0.1:6379 npm start
setup:   3. one you have:  REDIS_URL=rediss://:password@host:6380 npm start
TEXT
  [ "$MODE" != test ] || say 'the tests start and stop servers of their own, so they need way 1.'
  exit 1
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then sh -c "$1"
  elif command -v sudo >/dev/null 2>&1; then sudo -n sh -c "$1"
  else
    echo 'neither root nor sudo'
    return 1
  fi
}

# Debian starts and enables a server on port 6379 when the package is installed. The router wants only the program:
# policy-rc.d is Debian's own way to say so; a policy that is already there is left alone.
APT_INSTALL='
set -eu
policy=/usr/sbin/policy-rc.d
export DEBIAN_FRONTEND=noninteractive
if [ ! -e $policy ]; then
  trap "rm -f $policy" EXIT
  trap "exit 1" INT TERM HUP
  printf "#!/bin/sh\nexit 101\n" >$policy
  chmod 755 $policy
fi
install="apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends redis-server"
$install || { apt-get update && $install; }
if [ -d /run/systemd/system ]; then systemctl disable redis-server || true; fi
'

install_redis() {
  if command -v redis-server >/dev/null 2>&1; then return; fi
  if [ "$MODE" = run ] && [ -n "${REDIS_URL:-}${REDIS_URL_FILE:-}" ]; then return; fi
  say 'installing redis-server (once) ...'
  LOG=${LOG:-$(mktemp)}
  if command -v apt-get >/dev/null 2>&1; then as_root "$APT_INSTALL"
  elif command -v dnf >/dev/null 2>&1; then as_root 'dnf install -y redis'
  elif command -v apk >/dev/null 2>&1; then as_root 'apk add --no-cache redis'
  elif command -v brew >/dev/null 2>&1; then brew install redis
  else echo 'no package manager known here (apt, dnf, apk, brew)'
  fi >"$LOG" 2>&1 </dev/null || true
  if command -v redis-server >/dev/null 2>&1; then return; fi
  tail -n 15 "$LOG" >&2
  explain_redis
}

check_node
case $MODE in
  run | test)
    install_packages
    install_redis
    build
    ;;
  build)
    install_packages
    build
    ;;
  check) install_packages ;;
  *)
    say "unknown mode: $MODE (run, test, build or check)"
    exit 2
    ;;
esac
