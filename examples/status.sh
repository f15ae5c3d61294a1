#!/bin/bash
# status.sh LETTER_ID | ACCOUNT_ID: where a letter is, or what an account may do.
source "$(dirname "$0")/common.sh"

name=${1:?usage: status.sh LETTER_ID | ACCOUNT_ID}
if [[ $name == ltr_* ]]; then
  get "/v1/letters/$name" || exit 75
  [[ $status == 200 ]] || refuse
  echo "letter        $(field id)"
  echo "is            $(field status), its code $(field code status)"
  echo "track number  $(field track_number)"
  echo "expected      $(field expected_delivery from) to $(field expected_delivery to)"
  echo "code valid    through $(field code valid_through)"
else
  get "/v1/accounts/$name" || exit 75
  [[ $status == 200 ]] || refuse
  echo "account       $(field account_id)"
  echo "confirmed     $(field confirmed_at)"
  echo "may order     $(field can_order) $(field cannot_order_because)"
  echo "newest letter $(field letter id) $(field letter status)"
  echo "attempts left $(field attempts_left)"
fi
