#!/bin/sh
# Install what some tests need besides Python where that is possible; say how where it is not.
missing=""
found() { for name in "$@"; do command -v "$name" >/dev/null && return 0; done; return 1; }
found chromium chromium-browser google-chrome || missing="chromium fonts-dejavu-core"
found xgettext || missing="$missing gettext"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing for the tests:" $missing
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086 -- several names
    apt-get update -qq >/dev/null && apt-get install -y -qq --no-install-recommends $missing >/dev/null && exit 0
fi
if [ "$CI" = true ]; then
    echo "Some tests need these, and they could not be installed:" $missing >&2
    exit 1
fi
echo "The tests that need them are skipped; to run them: apt-get install" $missing
