task=$(curl -sS http://127.0.0.1:8080/api/v1/scans -H "Authorization: Api-Key $key" \
  -H 'Content-Type: application/vnd.api+json' -d '
  {"data": {"type": "scans", "relationships": {"provider": {"data": {"type": "providers", "id": "'"$provider"'"}}}}}' |
  sed 's/.*"type":"tasks","id":"\([^"]*\)".*/\1/')
until curl -sS "http://127.0.0.1:8080/api/v1/tasks/$task" -H "Authorization: Api-Key $key" |
  grep -oE '"state":"(completed|failed|cancelled)","result":\{[^}]*\}'; do sleep 1; done
