#!/bin/sh
# After an installation or upgrade. A new service is not started: its owner
# decides that. One that runs is restarted; its socket stays, so that requests wait.
set -e
if [ -d /run/systemd/system ]; then
	systemctl daemon-reload
	systemctl try-restart gainsay.service
fi
