curl -sS -o /dev/null -w '%{http_code}\n' $api/schedules/daily -H "Authorization: Bearer $token" -H "$json" -d '
  {"data": {"type": "daily-schedules", "attributes": {"provider_id": "'$repository'"}}}'
schedule=$(curl -sS -H "Authorization: Bearer $token" $api/schedules | first schedules)
curl -sS -X PATCH $api/schedules/$schedule -H "Authorization: Bearer $token" -H "$json" -d '
  {"data": {"type": "schedules", "id": "'$schedule'",
    "attributes": {"cron": "30 6 * * 1-5", "timezone": "Europe/Berlin"}}}' |
  grep -o '"cron":"[^"]*","timezone":"[^"]*"'
