# Sourced by the scripts in bin/: goes to the root of the repository and finds PYTHON (3.11 or newer).

cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { # say KOREAN ENGLISH: one of them, by the language of the terminal
  case "${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}" in
    ko*) printf '%s\n' "$1" >&2 ;;
    *) printf '%s\n' "$2" >&2 ;;
  esac
}

PYTHON=
for name in python3 python3.14 python3.13 python3.12 python3.11; do
  if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    PYTHON=$name
    break
  fi
done
if [ -z "$PYTHON" ]; then
  say "파이썬 3.11 이상이 필요합니다. 데비안·우분투에서는 'apt install python3 python3-venv'로 설치하세요." \
    "Maru needs Python 3.11 or newer; on Debian or Ubuntu: apt install python3 python3-venv."
  exit 2
fi

# Only a machine without uv needs venv: it is how uv itself is brought.
if ! command -v uv >/dev/null && [ ! -x build/tools/bin/uv ] &&
  ! "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null; then
  say "파이썬의 venv가 없습니다. 데비안·우분투에서는 'apt install python3-venv'로 설치하세요." \
    "Python's venv is missing; on Debian or Ubuntu: apt install python3-venv."
  exit 2
fi
