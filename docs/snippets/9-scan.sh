curl -sS $api/scans -H "Authorization: Bearer $token" -H "$json" -d '
  {"data": {"type": "scans", "attributes": {"name": "after the release", "severities": ["critical", "high"]},
    "relationships": {"provider": {"data": {"type": "providers", "id": "'$repository'"}}}}}' |
  grep -o '"name":"[^"]*"'
