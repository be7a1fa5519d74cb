# Runs beside the booted systemd; $1: the working copy.
cd "$1"
passed=0
failed=0

check() {
  sentence=$1
  shift
  if "$@" > /tmp/said 2>&1; then
    passed=$((passed + 1))
    echo "  ✓ $sentence"
  else
    failed=$((failed + 1))
    echo "  ✕ $sentence"
    tail -20 /tmp/said
    journalctl --no-pager -o cat -u paging-router | tail -10
  fi
}

# "## Running it" of the README, as it stands there.
install_by_readme() { sed -n '/^## Running it/,/^## /{/^```sh/,/^```/{/^```/d;p;};}' README.md | sh -ex; }
# Fails where there is none: `kill 0` would be this script's own end.
main_pid() { systemctl show -p MainPID --value paging-router | grep -v '^0$'; }
is_up() { curl -fs --max-time 2 http://127.0.0.1:8080/readyz > /dev/null; }
within() {
  end=$(($(date +%s) + $1))
  shift
  until "$@"; do
    [ "$(date +%s)" -lt "$end" ] || return 1
    sleep 0.2
  done
}
alert() {
  curl -fs http://127.0.0.1:8080/webhooks/generic -H 'Content-Type: application/json' \
    -d "{\"kind\":\"problem\",\"severity\":\"critical\",\"host\":\"$1\",\"check\":\"http\",\"summary\":\"refused\"}"
}
knows() { DATA_DIR=/var/lib/paging-router /opt/paging-router/bin/pagectl incident list | grep -q "http on $1"; }

starts() { install_by_readme && within 10 is_up; }
survives_its_end() {
  alert web1 && before=$(main_pid) && kill -9 "$before" && sleep 1 && within 5 is_up && knows web1 && [ "$(main_pid)" != "$before" ]
}
survives_its_redis() { kill -9 "$(pgrep -u paging-router redis-server)" && sleep 1 && within 5 is_up && knows web1; }
stops() { timeout 16 systemctl stop paging-router && ! pgrep -u paging-router; }
starts_again() { systemctl start paging-router && within 5 is_up && knows web1; }
reloads() { before=$(main_pid) && systemctl reload paging-router && sleep 1 && is_up && [ "$(main_pid)" = "$before" ]; }
is_another() { now=$(main_pid) && [ "$now" != "$1" ]; }
is_replaced_when_it_hangs() { before=$(main_pid) && kill -STOP "$before" && within 100 is_another "$before" && within 5 is_up && knows web1; }

sends_later() {
  id nagios || useradd --system nagios
  install -m 0755 integrations/bin/paging-router-send /usr/local/bin/
  install -d -m 0700 -o nagios -g nagios /var/spool/paging-router
  install -m 0640 -g nagios integrations/paging-router-send.conf.example /etc/paging-router-send.conf
  install -m 0644 integrations/systemd/paging-router-*.service integrations/systemd/paging-router-*.timer /etc/systemd/system/
  systemctl daemon-reload
  systemctl stop paging-router
  su -s /bin/sh nagios -c 'paging-router-send --macro=host.name=db7 --macro=service.name=http --macro=notification.type=PROBLEM --macro=service.state=CRITICAL --macro=service.output=gone'
  [ $? = 3 ] && systemctl start paging-router && within 5 is_up && systemctl start paging-router-flush.timer && within 60 knows db7
}
is_heard() { systemctl start paging-router-heartbeat.service; }

echo systemd
check "README's commands start it" starts
check 'it is back after kill -9, with its incidents' survives_its_end
check 'so it is after kill -9 of its Redis' survives_its_redis
check 'it stops within 16 s and leaves no process' stops
check 'it starts again with its incidents' starts_again
check 'it reads its rules again in place' reloads
check 'hanging, it is replaced by the watchdog' is_replaced_when_it_hangs
check 'the timer delivers what waits in the spool of the sender' sends_later
check "a monitoring host's sign of life is heard" is_heard
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
