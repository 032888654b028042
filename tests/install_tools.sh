#!/bin/sh
# Install what some tests need besides Python where that is possible; say how where it is not.
found() { for name in "$@"; do command -v "$name" >/dev/null && return 0; done; return 1; }
missing() {
    # the browser without its window takes half the work of a test; not every distribution has it
    found chromium-headless-shell chromium chromium-browser google-chrome ||
        if apt-cache show chromium-headless-shell >/dev/null 2>&1; then
            echo chromium-headless-shell fonts-dejavu-core
        else
            echo chromium fonts-dejavu-core
        fi
    found xgettext || echo gettext
}
[ -z "$(missing)" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq >/dev/null
    echo "Installing for the tests:" $(missing)
    # shellcheck disable=SC2046 -- several names
    apt-get install -y -qq --no-install-recommends $(missing) >/dev/null && exit 0
fi
if [ "$CI" = true ]; then
    echo "Some tests need these, and they could not be installed:" $(missing) >&2
    exit 1
fi
echo "The tests that need them are skipped; to run them: apt-get install" $(missing)
