curl -sS -X PATCH $api/retention -H "Authorization: Bearer $token" -H "$json" -d '
  {"data": {"type": "retentions", "attributes": {"days": 400, "scans": 100}}}' |
  grep -o '"days":[0-9]*,"scans":[0-9]*'
