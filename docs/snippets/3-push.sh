curl -sS http://127.0.0.1:8080/api/v1/ingestions -H "Authorization: Api-Key $key" \
  -F 'file=@docs/snippets/results.ocsf.json;type=application/json' |
  grep -o '"type":"ingestions","id":"[^"]*"'
