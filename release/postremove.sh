#!/bin/sh
# After removal. The data stays in /var/lib/gainsay, also when the package is purged.
set -e
if [ -d /run/systemd/system ]; then
	systemctl daemon-reload
fi
