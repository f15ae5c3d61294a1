#!/bin/bash
# order.sh ORDER.json: orders a letter.
#
# The key of the request is kept beside the order, so that the script may be run again after any failure, a lost answer
# too: the service gives the first answer again and orders nothing twice. Remove ORDER.json.key for another letter.
source "$(dirname "$0")/common.sh"

order=${1:?usage: order.sh ORDER.json}
[[ -f $order.key ]] || (umask 077 && python3 -c 'import uuid; print(uuid.uuid4())' >"$order.key.new" &&
  mv "$order.key.new" "$order.key")
call POST /v1/letters 'Content-Type: application/json' "Idempotency-Key: $(<"$order.key")" <"$order" ||
  { echo 'no answer; run this again' >&2; exit 75; }
case $status in
  201) ;;
  409) [[ $(field code) == idempotency_in_progress ]] && { echo 'still being worked on; run this again' >&2; exit 75; }
    refuse ;;
  429) [[ $(field code) == rate_limited ]] && { echo 'too many requests; run this again later' >&2; exit 75; }
    refuse ;;
  5*) echo "not now ($status, $(field code)): $(field detail); run this again later" >&2; exit 75 ;;
  *) refuse ;;
esac
echo "letter        $(field id)"
echo "track number  $(field track_number)"
echo "is sealed at  $(field seals_at); until then it can be cancelled"
echo "expected      $(field expected_delivery from) to $(field expected_delivery to)"
