#!/bin/sh
# Installs the system packages the build needs and does not find: json-c, which the generator reads JSON with, libsecp256k1 for signatures,
# OpenSSL's libcrypto for keystore files, libwebsockets for sockets, and pkg-config, by which SwiftPM finds them. Says what it will do first; does nothing where all is there.
set -eu

missing=
want() { missing="$missing${missing:+ }$1"; }
has() { command -v "$1" >/dev/null 2>&1; }

if ! has swift; then
    echo "Swift 6.1 or later is needed and not found: https://www.swift.org/install" >&2
    exit 1
fi

if [ "$(uname -s)" = Darwin ]; then
    has pkg-config || want pkgconf
    { has pkg-config && pkg-config --exists json-c; } || [ -e "$(brew --prefix 2>/dev/null)/include/json-c/json.h" ] || want json-c
    { has pkg-config && pkg-config --exists libsecp256k1; } || [ -e "$(brew --prefix 2>/dev/null)/include/secp256k1_recovery.h" ] || want secp256k1
    { has pkg-config && pkg-config --exists libcrypto; } || [ -e "$(brew --prefix openssl@3 2>/dev/null)/include/openssl/evp.h" ] || want openssl@3
    { has pkg-config && pkg-config --exists libwebsockets; } || [ -e "$(brew --prefix 2>/dev/null)/include/libwebsockets.h" ] || want libwebsockets
    [ -n "$missing" ] || exit 0
    if ! has brew; then
        echo "These are needed and missing: $missing. Homebrew would install them, and is missing too: https://brew.sh" >&2
        exit 1
    fi
    echo "Installing with Homebrew: $missing"
    # shellcheck disable=SC2086 # a list of words
    exec brew install $missing
fi

has pkg-config || want pkg-config
{ has pkg-config && pkg-config --exists json-c; } || [ -e /usr/include/json-c/json.h ] || want libjson-c-dev
{ has pkg-config && pkg-config --exists libsecp256k1; } || [ -e /usr/include/secp256k1_recovery.h ] || want libsecp256k1-dev
{ has pkg-config && pkg-config --exists libcrypto; } || [ -e /usr/include/openssl/evp.h ] || want libssl-dev
{ has pkg-config && pkg-config --exists libwebsockets; } || [ -e /usr/include/libwebsockets.h ] || want libwebsockets-dev
[ -n "$missing" ] || exit 0
if ! has apt-get; then
    echo "These are needed and missing, and there is no apt-get to install them with: $missing" >&2
    echo "Install what your system calls them (json-c, libsecp256k1, OpenSSL and libwebsockets with their headers, pkg-config) and run this again." >&2
    exit 1
fi
if [ "$(id -u)" -eq 0 ]; then
    as_root=
elif has sudo; then
    as_root=sudo
else
    echo "These are needed and missing: $missing. As root, run: apt-get install $missing" >&2
    exit 1
fi
echo "Installing with ${as_root:+$as_root }apt-get: $missing"
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086 # lists of words; a list of packages that is out of date is tried before the network is asked for a new one
$as_root apt-get install --yes --no-install-recommends $missing </dev/null ||
    { $as_root apt-get update </dev/null && $as_root apt-get install --yes --no-install-recommends $missing </dev/null; }
