#!/bin/sh
# Boots a systemd of its own in namespaces (root, Linux), installs the router there by README's own commands, and does to it what
# happens to services. Nothing of this machine is changed: /etc, /opt, /usr/local and /var are overlays in memory, /tmp is empty, the network is a loopback.
set -eu
cd "$(dirname "$0")/../.."

systemd=/lib/systemd/systemd
[ "$(id -u)" = 0 ] || { echo "test:systemd: only root can boot a systemd: sudo npm run test:systemd"; exit 1; }
[ -x "$systemd" ] || { echo "test:systemd: needs systemd, curl and iproute2: apt install systemd curl iproute2"; exit 1; }

# With cgroup v1 beside v2 systemd's own hierarchy is a folder of its own.
if [ -f /sys/fs/cgroup/cgroup.controllers ]; then cgroups=/sys/fs/cgroup; else cgroups=/sys/fs/cgroup/systemd; fi
group="$cgroups/paging-router-test-$$"
mkdir "$group"
log=$(mktemp)

boot='
  mount --make-rprivate / && mount -t proc proc /proc && mount -t tmpfs tmpfs /run
  # A systemd that boots empties /tmp.
  mount -t tmpfs tmpfs /tmp && mount -t tmpfs tmpfs /mnt
  for d in etc opt usr/local var; do
    mkdir -p "/mnt/$d/upper" "/mnt/$d/work"
    mount -t overlay overlay -o "lowerdir=/$d,upperdir=/mnt/$d/upper,workdir=/mnt/$d/work" "/$d"
  done
  umount -R /sys/fs/cgroup
  if [ "$0" = /sys/fs/cgroup ]; then
    mount -t cgroup2 cgroup2 /sys/fs/cgroup
  else
    mount -t tmpfs tmpfs /sys/fs/cgroup
    mkdir /sys/fs/cgroup/systemd /sys/fs/cgroup/unified
    mount -t cgroup -o none,name=systemd systemd /sys/fs/cgroup/systemd
    mount -t cgroup2 cgroup2 /sys/fs/cgroup/unified
  fi
  ip link set lo up
  export container=docker
  exec /lib/systemd/systemd --system --unit=basic.target --log-target=console'
(
  echo "$(exec sh -c 'echo $PPID')" > "$group/cgroup.procs"
  exec setsid unshare --fork --kill-child --pid --mount --cgroup --uts --ipc --net sh -ec "$boot" "$cgroups" < /dev/null > "$log" 2>&1
) &
outer=$!
end() {
  kill -KILL "$outer" 2> /dev/null || true
  wait "$outer" 2> /dev/null || true
  sleep 1
  find "$group" -depth -type d -exec rmdir {} + 2> /dev/null || true
  rm -f "$log"
}
trap end EXIT

inner=
for _ in $(seq 100); do
  inner=$(pgrep -P "$outer" | head -1) || true
  [ -n "$inner" ] && nsenter -a -t "$inner" systemctl is-system-running 2> /dev/null | grep -qE 'running|degraded' && break
  inner=
  sleep 0.2
done
[ -n "$inner" ] || { cat "$log"; echo "test:systemd: systemd does not boot here"; exit 1; }
nsenter -a -t "$inner" sh -s "$PWD" < test/systemd/inside.sh
