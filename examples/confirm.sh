#!/bin/bash
# confirm.sh ACCOUNT_ID < code.txt: submits the code that a citizen typed; it is read from standard input.
#
# Each run has a key of its own: what the citizen types twice is two attempts. A portal keeps the key for the repeats of
# one submission.
source "$(dirname "$0")/common.sh"

account=${1:?usage: confirm.sh ACCOUNT_ID < code.txt}
body=$(python3 -c 'import json, sys; print(json.dumps({"account_id": sys.argv[1], "code": sys.stdin.read().strip()}))' \
  "$account")
key=$(python3 -c 'import uuid; print(uuid.uuid4())')
tries=0
until call POST /v1/confirmations 'Content-Type: application/json' "Idempotency-Key: $key" <<<"$body"; do
  ((++tries < 5)) || { echo 'no answer; nothing is known' >&2; exit 75; }
  sleep 1
done
case $status in
  200) echo "confirmed at $(field confirmed_at) by letter $(field letter_id)" ;;
  *)
    left=$(field attempts_left)
    if [[ -n $left ]]; then echo "attempts left: $left" >&2; fi
    refuse
    ;;
esac
