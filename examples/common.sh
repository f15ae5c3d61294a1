# What the scripts here share. To be sourced by bash, not run.
#
# POSTPROOF_URL         where the service listens, e.g. http://127.0.0.1:8080
# POSTPROOF_TOKEN_FILE  a file with the token of role portal, readable by you alone

set -euo pipefail
: "${POSTPROOF_URL:=http://127.0.0.1:8080}"
: "${POSTPROOF_TOKEN_FILE:?name a file that holds the token}"

# call METHOD PATH [HEADER]...: the body, if any, is standard input. Sets `status` and `answer`.
# The token goes to curl through a pipe: on its command line every user of the machine could read it (ps).
call() {
  local method=$1 path=$2 header reply
  shift 2
  local headers=()
  for header in "$@"; do headers+=(--header "$header"); done
  reply=$(curl --silent --show-error --max-time 30 --request "$method" "${headers[@]}" \
    --header @<(printf 'Authorization: Bearer %s\n' "$(<"$POSTPROOF_TOKEN_FILE")") \
    --data-binary @- --write-out '\n%{http_code}' "$POSTPROOF_URL$path") || return 1
  status=${reply##*$'\n'}
  answer=${reply%$'\n'*}
}

# get PATH: the same for questions, which have no body.
get() {
  local reply
  reply=$(curl --silent --show-error --max-time 30 \
    --header @<(printf 'Authorization: Bearer %s\n' "$(<"$POSTPROOF_TOKEN_FILE")") \
    --write-out '\n%{http_code}' "$POSTPROOF_URL$1") || return 1
  status=${reply##*$'\n'}
  answer=${reply%$'\n'*}
}

# field NAME...: a field of the answer, e.g. `field code status`; nothing where there is none.
field() {
  python3 -c '
import json, sys
value = json.load(sys.stdin)
for name in sys.argv[1:]:
    value = value.get(name) if isinstance(value, dict) else None
print("" if value is None else value)' "$@" <<<"$answer"
}

# refuse: says why the service refused, and ends.
refuse() {
  echo "refused ($status, $(field code)): $(field detail)" >&2
  python3 -c '
import json, sys
for error in json.load(sys.stdin).get("errors", []):
    print("  {field}: {code}: {message}".format(**error))' <<<"$answer" >&2
  local retry
  retry=$(field reorder_allowed_at)
  if [[ -n $retry ]]; then echo "  a letter can be ordered from $retry on" >&2; fi
  exit 1
}
