#!/bin/sh
# Before removal; "upgrade" (deb) and 1 (rpm) are upgrades, which keep the service.
set -e
case "$1" in upgrade | 1) exit 0 ;; esac
if [ -d /run/systemd/system ]; then
	systemctl disable --now gainsay.socket gainsay.service
fi
