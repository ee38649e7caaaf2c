# Shared by the scripts beside it; to be sourced with `set -euo pipefail` in force.

say() { printf '%s\n' "$*" >&2; }

die() {
  say "$*"
  exit 1
}

# Runs a command as root; fails where neither root nor a password-less sudo is to be had.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo > /dev/null && sudo -n true 2> /dev/null; then
    sudo -n "$@"
  else
    return 1
  fi
}

# Installs Debian packages that are not there yet.
apt_install() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2> /dev/null | grep -q 'install ok installed' || missing+=("$package")
  done
  [ "${#missing[@]}" -eq 0 ] && return 0
  command -v apt-get > /dev/null || die "please install: ${missing[*]}"
  say "installing ${missing[*]}"
  apt_update
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" > /dev/null ||
    die "could not install ${missing[*]}; as root: apt-get install ${missing[*]}"
}

# Once a run, and only if something is to be installed.
apt_update() {
  [ -n "${apt_updated:-}" ] && return 0
  as_root apt-get update -qq > /dev/null || say "the package lists could not be updated"
  apt_updated=yes
}

# at_least VERSION LEAST: whether a dotted version is new enough.
at_least() {
  [ -n "$1" ] && [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]
}

# The first Python that is new enough.
find_python() {
  local name
  for name in python3 python3.14 python3.13 python3.12 python3.11; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; then
      command -v "$name"
      return 0
    fi
  done
  die "Python 3.11 or later is needed (apt-get install python3)"
}

# make_venv FOLDER: a virtual environment there, if there is none that works.
make_venv() {
  local python
  [ -x "$1/bin/python" ] && "$1/bin/python" -m pip --version > /dev/null 2>&1 && return 0
  python=$(find_python)
  # Debian ships Python without the part that makes environments.
  "$python" -c 'import ensurepip, venv' 2> /dev/null ||
    apt_install "$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
  say "making a virtual environment in $1"
  "$python" -m venv --clear "$1"
}

# dev_venv ROOT: the checkout's own environment, up to date with its pyproject.toml.
dev_venv() {
  local venv=$1/.venv stamp
  make_venv "$venv"
  stamp=$(sha256sum < "$1/pyproject.toml")
  [ "$(cat "$venv/.vibee-stamp" 2> /dev/null)" = "$stamp" ] && return 0
  say "installing vibee and what its tests need into $venv"
  "$venv/bin/python" -m pip install -q --disable-pip-version-check -e "$1[dev]"
  printf '%s\n' "$stamp" > "$venv/.vibee-stamp"
}
