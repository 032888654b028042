#!/bin/sh
# Install Chromium for the browser tests where that is possible; say how where it is not.
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Chromium for the browser tests …"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq >/dev/null && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null && exit 0
fi
if [ "$CI" = true ]; then
    echo "Browser tests need Chromium, and it could not be installed." >&2
    exit 1
fi
echo "Browser tests are skipped: install Chromium to run them (Debian: apt-get install chromium)."
